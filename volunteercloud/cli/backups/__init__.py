"""Backups: taken from a running installation, sealed before they leave it, restored to any moment, and tried.

A *store* (`stores`) is a folder or a bucket. A *backup* in it is a folder of sealed parts (`sealing`, `parts`) and, written
last, a manifest (`manifests`) that says what they are; without it nothing counts. Beside the backups lies the archive of the
write-ahead log, which `following` extends all the time, so that `restoring` reaches any moment since a backup. `states` says
what a database holds in one line, which is how `verifying` and `drilling` know that the right thing came back.
"""
