from allauth.account.stages import EmailVerificationStage


class ContactStage(EmailVerificationStage):
    """One proved contact is enough: who comes in by a proved phone number is not stopped for an e-mail address.

    Whoever signs in with an e-mail address proves that address first.
    """

    def handle(self):
        login = self.login
        if login.user and not login.email and login.user.phone_verified:
            return None, True
        return super().handle()
