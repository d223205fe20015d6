"""What the library asks of the desk: how secrets are kept, and how it is called."""

from base64 import b64decode, b64encode

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser

from regulars.engine.sealing import seal, unseal
from regulars.staff.models import Agent

NAME = "Regulars"


class Factors(DefaultMFAAdapter):
    """Secrets of second factors are sealed at rest; passkeys belong to the host that the browser sees."""

    def encrypt(self, text: str) -> str:
        """Sealed, as text."""
        return b64encode(seal(text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed. Raises Unsealable."""
        return unseal(b64decode(encrypted_text))

    def get_totp_issuer(self) -> str:
        """What the app on the phone calls the desk: two desks of one person are told apart by their host."""
        return f"{NAME} {context.request.get_host().partition(':')[0]}"

    def _get_site_name(self) -> str:
        return NAME

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, object]:
        """How a passkey names whom it is for; the id is the public one, which says nothing to anybody else."""
        agent = Agent.objects.get(pk=user.pk)
        return {"id": agent.public_id.encode(), "display_name": agent.name, "name": agent.email}
