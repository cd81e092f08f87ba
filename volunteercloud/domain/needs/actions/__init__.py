"""All writes of needs: posted, moderated, offered for, docked, followed, ended."""
