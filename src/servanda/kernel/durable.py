"""Files brought to their place so that a power cut leaves them there: their bytes, and the names that lead to them."""

import errno
import os
from pathlib import Path


def put(draft: Path, target: Path) -> None:
    """Rename a draft, whole on the disk, over what is there. Folders made on the way are for this user alone."""
    made = [folder for folder in target.parents if not folder.exists()]
    for folder in reversed(made):
        folder.mkdir(exist_ok=True, mode=0o700)
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
