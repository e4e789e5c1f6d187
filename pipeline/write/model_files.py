"""Are the installed models the very files that ``models/lock.toml`` pins?

A wheel's digest cannot be taken once it is unpacked. What can be compared: every installed file with the list that came
with the wheel (``RECORD``), and that list with the pinned one (``files_sha256``); or, for a wheel installed from an
address or a path, the digest that the installer took (``direct_url.json``, PEP 610) with the pinned one.
"""

from __future__ import annotations

import json
import tomllib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

BY_INSTALLERS = ("INSTALLER", "REQUESTED", "RECORD", "direct_url.json", "uv_cache.json")
"""Files beside the metadata that the installer writes: they are not in the wheel, or change."""


@dataclass(frozen=True, slots=True)
class PinnedModel:
    """A model that ``models/lock.toml`` pins.

    Attributes
    ----------
    sha256
        Of the wheel.
    files_sha256
        Of the list of files in it, see ``files_digest``; None where only the wheel's digest is known.
    optional
        Nothing but its own language needs it.
    """

    name: str
    language: str
    version: str
    sha256: str
    files_sha256: str | None
    optional: bool

    @property
    def installed(self) -> str | None:
        """The version that is installed, None if none is."""
        found = self.distribution()
        return None if found is None else found.version

    def distribution(self) -> Distribution | None:
        """Return what is installed under this name."""
        try:
            return distribution(self.name)
        except PackageNotFoundError:
            return None

    def state(self) -> str:
        """Compare what is installed with what is pinned; reads every file of the model.

        Returns
        -------
        str
            ``missing``; ``other`` (another version); ``damaged`` (a file is not what its package says); ``foreign``
            (not the pinned file); ``verified``; ``unverified`` (nothing tells which file was installed).
        """
        found = self.distribution()
        if found is None:
            return "missing"
        if found.version != self.version:
            return "other"
        if damaged_files(found):
            return "damaged"
        if self.files_sha256 is not None:
            return "verified" if files_digest(found) == self.files_sha256 else "foreign"
        taken = wheel_digest(found)
        if taken is None:
            return "unverified"
        return "verified" if taken == self.sha256 else "foreign"


def pinned_models(lock_file: Path) -> list[PinnedModel]:
    """Return every model that ``models/lock.toml`` pins."""
    lock = tomllib.loads(lock_file.read_text(encoding="utf-8"))
    return [
        PinnedModel(
            name,
            model["language"],
            model["version"],
            model["sha256"],
            model.get("files_sha256"),
            "requirement" not in model or bool(model.get("optional")),
        )
        for name, model in lock.items()
    ]


def files_digest(found: Distribution) -> str:
    """Return the SHA-256 over the sorted lines ``PATH sha256=DIGEST`` of all files that came with the wheel."""
    lines = sorted(f"{path} sha256={digest}\n" for path, digest in _recorded(found).items())
    return sha256("".join(lines).encode()).hexdigest()


def damaged_files(found: Distribution) -> list[str]:
    """Return the files of a package that are gone or differ from its own list; all if it has no list."""
    recorded = _recorded(found)
    if not recorded:
        return [found.metadata["Name"]]
    return [path for path, digest in recorded.items() if _digest(Path(str(found.locate_file(path)))) != digest]


def wheel_digest(found: Distribution) -> str | None:
    """Return the digest of the wheel that a package was installed from, if the installer wrote it down."""
    try:
        told = json.loads(found.read_text("direct_url.json") or "{}").get("archive_info", {})
        return told.get("hashes", {}).get("sha256") or dict([told["hash"].split("=", 1)]).get("sha256")
    except (ValueError, KeyError, AttributeError):
        return None


def _recorded(found: Distribution) -> dict[str, str]:
    """Return the digest (as ``RECORD`` writes it) of each file that came with the wheel."""
    recorded: dict[str, str] = {}
    for file in found.files or ():
        by_installer = file.parent.name.endswith(".dist-info") and file.name in BY_INSTALLERS
        if file.hash is not None and file.hash.mode == "sha256" and not by_installer and file.suffix != ".pyc":
            recorded[file.as_posix()] = file.hash.value
    return recorded


def _digest(path: Path) -> str | None:
    try:
        return urlsafe_b64encode(sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
    except OSError:
        return None
