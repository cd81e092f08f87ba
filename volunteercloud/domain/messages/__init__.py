"""Messages: what a person is told, in the app, by e-mail and by SMS, from one template in the reader's language.

It owns texts and their delivery and knows no address by itself: callers hand over a recipient. A message is written in
the transaction of what it tells of and delivered after it; a one-time code is forgotten once delivered.
"""
