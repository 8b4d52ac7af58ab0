"""Attachments: uploaded, named by an entry, read by those who may see it."""

from tests.api.offices import VISIT, Caller


def test_a_program_is_not_kept(desk: Caller) -> None:
    answer = desk.upload("tool.exe", b"anything")
    assert (answer.status_code, answer.json()["code"]) == (422, "file_program")
    assert desk.upload("mz.txt", b"MZ is how this text begins").status_code == 201


PROGRAMS = (
    "run.bat", "run.BAT ", "run.bat. .", "run.bat .", "run.bat::$DATA", "a:run.bat:$DATA", "run.bat:a.txt",
    "run.ba\u200et", "x.\u202ecod.bat", ".bat", "ｒｕｎ.ｂａｔ", "run․bat", "link.url", "help.chm", "x.msc", "x.xll",
    "disk.iso", "disk.img", "x.ws", "x.wsc", "x.jnlp", "x.application", "x.appref-ms", "x.desktop", "x.pkg", "x.msix",
    "x.ps1xml", "x.sct", "x.search-ms", "x.py", "letter.docm", "list.xlsm", "talk.pptm", "x.dotm", "x.xltm", "x.xlam",
    "x.ppam", "x.appinstaller", "x.msixbundle", "x.appxbundle", "x.gadget", "x.hta", "x.scf", "x.lnk", "x.vhd", "x.one",
    "x.xbap", "x.shs", "x.pyc", "x.wsb", "x.searchconnector-ms", "x.webloc", "x.mobileconfig", "x.appimage", "x.xla",
)  # fmt: skip


def test_a_name_that_a_system_would_run_is_refused_however_it_is_written(desk: Caller) -> None:
    codes = {name: desk.upload(name, b"echo").json().get("code") for name in PROGRAMS}
    assert [name for name, code in codes.items() if code != "file_program"] == []


def test_what_is_called_after_an_address_needs_the_ending_of_its_kind(desk: Caller) -> None:
    """A system runs what ends in .com, be it plain text; the sentence says what to do about a paper."""
    plain = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST" + b"-FILE!$H+H*"
    for raw in (plain, b"\xeb\xfe\x90\xcd", b"What was said\n", b""):
        answer = desk.upload("minutes of museum.example.com", raw)
        assert (answer.status_code, answer.json()["code"]) == (422, "file_called_program"), raw
    assert desk.upload("minutes of museum.example.com.txt", b"What was said\n").status_code == 201


def test_words_that_no_system_runs_may_end_a_name(desk: Caller) -> None:
    for name in ("Re: the visit. 19:30.txt", "Báo cáo.final", "to the office in Happy", "v2.0", "file.sh.pdf", "x.cer"):
        assert desk.upload(name, b"At half past seven").status_code == 201, name


def test_a_file_is_uploaded_attached_and_read_back(desk: Caller) -> None:
    kept = desk.upload("programme.pdf", b"%PDF bytes", "application/pdf")
    assert kept.status_code == 201 and kept.json()["size"] == 10
    sha256 = kept.json()["sha256"]
    name = desk.post("/dossiers", {"process": "visit", "fields": VISIT, "files": [sha256]}).json()["dossier"]
    entry = desk.get(f"/dossiers/{name}").json()["entries"][0]
    assert entry["files"] == [
        {"sha256": sha256, "size": 10, "name": "programme.pdf", "type": "application/pdf", "index": 0}
    ]  # fmt: skip
    path = f"/dossiers/{name}/files/{entry['act']}/0"
    answer = desk.get(path)
    assert b"".join(answer.streaming_content) == b"%PDF bytes"
    assert answer["Content-Disposition"] == 'attachment; filename="programme.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Caller(desk.node, "o-stranger").get(path).status_code == 404
    assert desk.get(path[:-1] + "1").json()["code"] == "no_file"


def test_a_hash_alone_opens_nothing(desk: Caller) -> None:
    sha256 = desk.upload("secret.txt", b"secret").json()["sha256"]
    stranger = Caller(desk.node, "o-stranger")
    answer = stranger.post("/dossiers", {"process": "visit", "fields": VISIT, "files": [sha256]})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_upload")


def test_names_from_outside_are_made_harmless(desk: Caller) -> None:
    kept = desk.upload("..\\..\\a\nb.txt", b"x", "text/html; charset=x\r\n").json()
    assert (kept["name"], kept["type"]) == ("a b.txt", "application/octet-stream") or kept["name"] == "ab.txt"


def test_a_file_of_another_dossier_is_not_read_through_this_one(desk: Caller) -> None:
    sha256 = desk.upload("a.txt", b"a").json()["sha256"]
    one = desk.post("/dossiers", {"process": "visit", "fields": VISIT, "files": [sha256]}).json()
    other = desk.announce()
    assert desk.get(f"/dossiers/{other}/files/{one['act']}/0").status_code == 404
