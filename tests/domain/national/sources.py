"""A node that issues figures as another installation does: signed by its key, sealed in a log of one leaf each."""

import os
from uuid import UUID

from tests.domain.nodes import peers
from volunteercloud.core import ids, proofs
from volunteercloud.domain.national import documents
from volunteercloud.domain.national.checking import Sent
from volunteercloud.domain.national.counting import Key
from volunteercloud.domain.nodes import papers

PEOPLE = {Key("990101", "", ""): {"people.served": 40, "people.registered": 400}}


def hours(minutes: int, region: str = "990101", grade: str = "A"):
    return {Key(region, "service", grade): {"counted.minutes": minutes, "counted.records": 1, "given.minutes": minutes}}


class Source:
    """One node; ``issue`` gives the next version of a month as it travels, ``sent`` all that were issued."""

    def __init__(self, at, name="bailu.example", **facts):
        self.log = proofs.Signer(f"{name}/log", proofs.NOTE_ED25519, os.urandom(32))
        self.peer = peers.confirmed(at, name, vkey=self.log.verifier.vkey, **facts)
        self.name, self.sent, self.last = name, [], {}

    def issue(self, at, cells, period="2026-05", *, people=PEOPLE, **changes):
        version, digest = self.last.get(period, (0, b""))
        said = {
            "node": self.name,
            "period": period,
            "version": version + 1,
            "previous": digest,
            "is_closed": False,
            "reason": "running",
            "cells": documents.joined(people, cells),
        } | changes
        text = self.peer.sign(documents.written(**said), at, kind=documents.KIND)
        self.last[period] = said["version"], papers.digest(text)
        paper = Sent(ids.uuid7(), text, self.proof(text, said))
        self.sent.append(paper)
        return paper

    def proof(self, text, said, *, kind=documents.LEAF, salt=b"\x07" * 32):
        content = documents.sealed(
            node=said["node"], period=said["period"], version=said["version"], digest=papers.digest(text)
        )
        leaf = proofs.leaf_hash(proofs.entry(proofs.SEALED, proofs.commitment(kind, salt, content)))
        note = proofs.Checkpoint(self.log.name, 1, leaf).text
        signed = f"{note}\n{self.log.line(note)}"
        return proofs.bundle(kind=kind, content=content, salt=salt, index=0, size=1, path=[], note=signed)

    def figures(self, after):
        """As its door answers: what was issued after one."""
        later = [each for each in self.sent if each.id > UUID(after or "0" * 32)]
        return {
            "documents": [{"id": str(each.id), "text": each.text, "proof": each.proof} for each in later],
            "more": False,
        }
