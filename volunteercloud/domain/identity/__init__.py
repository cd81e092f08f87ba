"""Who a person is: accounts, volunteers and their real names, claims on documents and phones, guardians, officers.

It does not own what a person does or which organization a person works for. One document number is claimed once
nationwide, kept sealed, found by keyed hash, shown masked; every reading of it leaves an entry with its purpose.
"""
