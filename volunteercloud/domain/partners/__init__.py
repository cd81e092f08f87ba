"""Other sites that people sign in to with their account here 合作网站: which there are, and by which keys we sign for them.

Sites and tokens lie in the tables of allauth, which speaks OpenID Connect (web/partners).
"""
