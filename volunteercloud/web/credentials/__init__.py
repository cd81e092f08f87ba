"""What others need to check a credential of ours: the issuer's keys, the status lists, and a page that says what it attests."""
