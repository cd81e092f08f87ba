"""Packages as tests need them: opened, changed, packed again, signed by another node."""

import hashlib
import io
import json
import zipfile

from volunteercloud.domain.credentials import binding, contents, manifests, packages
from volunteercloud.domain.nodes import papers, sealing
from volunteercloud.domain.nodes import queries as node_queries


def unzipped(viewer, volunteer_id, at):
    with packages.made(viewer, volunteer_id, at) as file, zipfile.ZipFile(file) as found:
        return {info.filename: found.read(info) for info in found.infolist()}


def zipped(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for path, content in files.items():
            target.writestr(path, content)
    made.seek(0)
    return made


def listed(files, **changes):
    """The list of contents of these files, named and hashed anew."""
    manifest = json.loads(files["manifest.json"]) | changes
    named = {path: content for path, content in files.items() if not path.startswith("manifest.")}
    manifest["files"] = [
        {"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in named.items()
    ]
    return manifest


def of_peer(peer, files, at, *, document_of=None, holder=None, **changes):
    """The same package as if another node had made and signed it; with ``document_of`` it is sealed for this one."""
    manifest = listed(files, node=peer.name, site=f"https://{peer.name}", **changes)
    sealed = {}
    if document_of is not None:
        told = binding.told(contents.verified_document(document_of))
        sealed = {node_queries.own_name(): sealing.seal_for(node_queries.own_name(), told, at)}
    manifest["holder"] |= {"sealed": sealed} | (holder or {})
    text = peer.sign(manifest, at, kind=manifests.SIGNATURE)
    return signed(files, text)


def of_own(files, at, **changes):
    """The same package, listed and signed anew by this node: what only a key that was stolen could do."""
    return signed(files, papers.sign(listed(files, **changes), at, kind=manifests.SIGNATURE))


def signed(files, text):
    return zipped(files | {"manifest.json": json.dumps(papers.read(text)).encode(), "manifest.jws": text.encode()})
