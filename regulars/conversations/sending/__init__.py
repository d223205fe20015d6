"""Mail on its way out: from "send" to the server's word on it, and what comes back."""
