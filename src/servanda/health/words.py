"""What a check found, as a sentence for administrators: msgids, so that each face tells it in its reader's language."""

SENTENCES: dict[str, str] = {
    "database_works": "A row was written, and read again over another connection.",
    "keys_work": "Something was signed, and the signature verified with this agency's own card.",
    "key_not_on_card": "The signing key in the folder is none of those on this agency's card. Nobody takes what it "
    "signs.",
    "certificate_none": "This agency's card names no certificate; peers trust that of an authority.",
    "certificate_holds": "The certificate on this agency's card holds for %(n)s more days.",
    "certificate_soon": "The certificate on this agency's card holds for %(n)s more days. Renew it: servanda "
    "certificate --renew.",
    "certificate_expired": "The certificate on this agency's card has expired: peers refuse to talk to this node. "
    "Renew it: servanda certificate --renew.",
    "entry_whole": "The newest entry was read, and its signature and parts verified.",
    "entry_none": "There is no entry yet that could be verified.",
    "entry_broken": "The newest entry does not verify: %(why)s Run servanda check.",
    "disk_works": "A file was written, read again and removed. %(free)s are free.",
    "disk_low": "Only %(free)s are free on the disk. Make room soon.",
    "disk_full": "Only %(free)s are free on the disk. Nothing more can be taken in safely; make room now.",
    "mail_works": "The mail server at %(host)s answers.",
    "mail_off": "No mail server is set; mail waits here. An administrator sets it under Set-up.",
    "mail_away": "The mail server at %(host)s does not answer (%(why)s). Mail waits here.",
    "mail_failing": "The mail server at %(host)s answers, but mails could not be handed to it: %(n)s. The last reason: "
    "%(why)s",
    "peer_works": "It answers, and shows the card that was connected.",
    "peer_away": "It cannot be reached (%(why)s). What is for it waits here.",
    "peer_other": "Its address answers with another card than the one that was connected. Nothing is taken from there; "
    "call the other side.",
    "peer_paused": "The exchange with it is paused here.",
    "peer_blocked": "The connection with it is closed here.",
    "peer_by_hand": "It has no address; files are carried.",
    "peer_clock": "It answers, but its clock is %(seconds)s seconds from this one. Set both by a time server.",
    "exchange_works": "Nothing is set aside, and no side shows two histories.",
    "set_aside": "Entries set aside that nobody has looked at: %(n)s.",
    "forked": "Agencies that show two different histories of their exchange: %(names)s.",
    "withheld": "Agencies that signed to have said more than they sent: %(names)s.",
    "unheard": "Agencies that have not answered since this system started, so that it is not known whether they hold "
    "more of its words than it does: %(names)s.",
    "backup_works": "The last backup is of %(made)s; it was restored as a test on %(tested)s.",
    "backup_none": "No backup was ever made here. Without one, what only this agency holds is lost with the disk.",
    "backup_old": "The last backup is of %(made)s. Make them every day.",
    "backup_untested": "The last backup is of %(made)s, and none was ever restored as a test.",
    "backup_test_old": "The last test of a backup was on %(tested)s. Test one every month.",
    "backup_bad": "The backup that was tested on %(tested)s could not be restored: %(why)s",
    "backup_failed": "The backup of %(failed)s could not be made: %(why)s",
    "backup_not_tried": "Whether the last backup can be restored could not be tried on %(failed)s: %(why)s",
    "backup_under_way": "A backup is being made: %(rows)s rows and %(files)s files so far.",
    "test_under_way": "A backup is being restored as a test: %(rows)s rows and %(files)s files so far.",
    "backup_plan_wrong": "[backup] in node.toml cannot be followed. %(why)s",
    "restored_never": "This system was never brought back from a backup.",
    "restored": "This system was brought back on %(begun)s and knows itself until %(kept)s. What others hold of the "
    "time between came back; notes, clearing and assignments of that time are lost: nobody else had them. "
    "Enter them again.",
    "restored_empty": "This system was brought back on %(begun)s without its own rows. What others hold came back; "
    "notes, clearing, assignments and people are lost: nobody else had them. Enter them again.",
    "crashed": "This could not even be tried: %(why)s",
}  # fmt: skip
