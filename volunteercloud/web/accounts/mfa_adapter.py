"""What allauth keeps of a second step is sealed: with the secret of an authenticator app anybody could make its codes."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter

from volunteercloud.core import keys

PURPOSE = "second-step"


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return base64.b64encode(keys.seal(PURPOSE, text)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys.unseal(PURPOSE, base64.b64decode(encrypted_text))
