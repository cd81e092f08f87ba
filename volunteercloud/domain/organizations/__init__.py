"""Organizations 志愿服务组织 and teams, their review by the officer of their region, and the people who run them.

It does not own what organizations do. A USCC is held by one organization nationwide; an organization that is at work
always has an owner; an unregistered team stands under a liaison organization.
"""
