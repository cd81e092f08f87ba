"""PostgreSQL on many machines, by the extension Citus: a database engine of Django, chosen by one setting.

The engine is that of plain PostgreSQL (`core/postgresql`) and three things more: every new table is placed when it is
made (`schema`), a migration places its tables one after the other, and a statement that would ask every machine is
refused where nobody said that it may (`fanning`). Where tables live is said by their models and by nothing else
(`placing`); `moving` places the tables of an installation that already runs. Nothing here is used on plain PostgreSQL.
"""
