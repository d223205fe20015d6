"""A small OpenID Connect provider on this machine: real HTTP, signed tokens, one person at a time."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

CLIENT, SECRET = "regulars", "a quiet green secret"
KEY = generate_private_key(65537, 2048)


class Provider:
    """It serves until `close`. `person` are the claims of who signs in there; `more` those of its second place."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {"sub": "mo-1", "email": "mo@desk.example", "email_verified": True, "name": "Mo"}
        self.more: dict[str, Any] | None = None
        self.codes: dict[str, dict[str, str]] = {}
        self.faults: list[str] = []
        provider = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.get(self)

            def do_POST(self) -> None:
                provider.post(self)

            def log_message(self, *parts: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()

    def get(self, asked: BaseHTTPRequestHandler) -> None:
        """Its settings, its key, and what it knows of the person."""
        places = ("authorization", "token", "userinfo")
        settings = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        settings |= {f"{place}_endpoint": f"{self.issuer}/{place}" for place in places}
        answers: dict[str, Any] = {
            "/.well-known/openid-configuration": settings,
            "/userinfo": self.more or self.person,
        }
        self.answer(asked, answers.get(asked.path))

    def post(self, asked: BaseHTTPRequestHandler) -> None:
        """A token for a code, once, for who knows the secret and the other half of the challenge. Source: RFC 7636."""
        sent = {
            key: one[0]
            for key, one in parse_qs(asked.rfile.read(int(asked.headers["Content-Length"])).decode()).items()
        }
        begun = self.codes.pop(sent.get("code", ""), None)
        digest = sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        right = begun and begun["code_challenge"] == challenge and begun["redirect_uri"] == sent["redirect_uri"]
        if not right or (sent.get("client_id"), sent.get("client_secret")) != (CLIENT, SECRET):
            self.faults.append(json.dumps(sent))
            self.answer(asked, None)
            return
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, **self.person}
        token = jwt.encode(claims, KEY, "RS256", headers={"kid": "one"})
        self.answer(asked, {"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": token})

    def answer(self, asked: BaseHTTPRequestHandler, said: Any) -> None:
        """JSON, or that there is nothing."""
        body = json.dumps(said or {"error": "invalid_request"}).encode()
        asked.send_response(200 if said else 400)
        asked.send_header("Content-Type", "application/json")
        asked.send_header("Content-Length", str(len(body)))
        asked.end_headers()
        asked.wfile.write(body)

    def agreed(self, there: str, code: str = "a-code") -> str:
        """What a person's browser does there: says yes, and is sent back with a code."""
        asked = {key: one[0] for key, one in parse_qs(urlsplit(there).query).items()}
        self.codes[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?{urlencode({'code': code, 'state': asked['state']})}"
