"""All writes of needs: posting, moderating, offering, docking, following, confirming, ending."""
