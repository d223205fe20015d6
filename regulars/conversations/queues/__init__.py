"""Lists of conversations: the queues that everybody has, and the views that people keep."""
