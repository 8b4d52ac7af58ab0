"""Files brought to their place so that a power cut leaves them there: their bytes, and the names that lead to them."""

import errno
import os
from pathlib import Path


def put(draft: Path, target: Path) -> None:
    """Rename a draft whose bytes are on the disk, over what is there. Folders on the way are made, for this user."""
    made = [folder for folder in target.parents if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.replace(draft, target)
    sync_folder(target.parent)
    for folder in made:
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Write down which names stand in a folder. A file system that knows no such thing has done it already."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)
