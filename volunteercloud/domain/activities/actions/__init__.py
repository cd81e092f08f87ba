"""Planning activities, posts and shifts; publishing them; signing up for them."""
