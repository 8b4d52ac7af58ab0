"""The addresses of the pages."""

from django.urls import URLPattern, path, re_path

from servanda.web import converters
from servanda.web.administration import (
    connections,
    correspondents,
    couriers,
    health,
    hours,
    leave,
    mail,
    mail_server,
    one_connection,
    people,
    set_aside,
    set_up,
    set_up_agreement,
    undelivered,
)
from servanda.web.affiliations import views as affiliations
from servanda.web.agreements import riders as agreement_riders
from servanda.web.agreements import signed_papers as agreement_papers
from servanda.web.agreements import signing as agreement_signing
from servanda.web.agreements import views as agreements
from servanda.web.bulletins import release as bulletin_release
from servanda.web.calendar import views as calendar
from servanda.web.consultations import asking, closing, pages, replying, weighing
from servanda.web.counterparts import views as counterparts
from servanda.web.desk import views as desk
from servanda.web.drafting import urls as drafting
from servanda.web.drafts import article_page as draft_article
from servanda.web.drafts import beginning as draft_beginning
from servanda.web.drafts import calendar_page as draft_calendar
from servanda.web.drafts import data_page as draft_data
from servanda.web.drafts import duty_page as draft_duty
from servanda.web.drafts import page as drafts
from servanda.web.drafts import proposing as draft_proposing
from servanda.web.drafts import review as draft_review
from servanda.web.entering import settings
from servanda.web.entering import views as entering
from servanda.web.files import attachments, inside, past_page, proof, recusing, reported_page, saved, search_page
from servanda.web.files import views as files
from servanda.web.guests import links as guest_links
from servanda.web.guests import views as guests
from servanda.web.letters import exchange as letter_exchange
from servanda.web.letters import issuers, papers
from servanda.web.listed import views as listed
from servanda.web.ngo import board as ngo_board
from servanda.web.ngo import importing as ngo_importing
from servanda.web.ngo import lists as ngo_lists
from servanda.web.partners import views as partners
from servanda.web.results import views as results
from servanda.web.sample import views as sample
from servanda.web.sheets import examples
from servanda.web.sheets import views as sheets
from servanda.web.state import brief_page, initiative, leader_page
from servanda.web.state import views as state
from servanda.web.steps import clear, undo
from servanda.web.steps import views as steps
from servanda.web.texts import urls as texts
from servanda.web.units import left
from servanda.web.units import views as units

app_name = "web"
converters.register()

PARTNER = r"(?P<partner>[A-Za-z0-9][A-Za-z0-9._-]{0,59})"
AGENCY = r"(?P<agency>[a-z0-9.-]{3,200})"
DRAFT = r"(?P<draft>[A-Za-z0-9_-]{22})"
PART = r"(?P<article>a[0-9]{1,6})"
FILE = rf"(?P<dossier>{converters.DossierConverter.regex})"
ACT = rf"(?P<act>{converters.ActConverter.regex})"
SECRET = r"(?P<secret>[A-Za-z0-9_-]{20,64})"
OFFICER = r"(?P<officer>[A-Za-z0-9._-]{1,60})"

# These steps have pages of their own, at the addresses that every step has.
CONSULTATIONS = [
    path("files/<file:dossier>/steps/consultation.reply/", replying.reply, name="consultation_reply"),
    path("files/<file:dossier>/steps/consultation.close/", closing.close, name="consultation_close"),
    path("files/<file:dossier>/steps/consultation.tell/", closing.tell, name="consultation_tell"),
    path("files/<file:dossier>/steps/consultation.withdraw/", closing.withdraw, name="consultation_withdraw"),
    path("files/<file:dossier>/results/", results.show, name="results"),
    path("files/<file:dossier>/results/behind/", results.behind, name="results_behind"),
    path("files/<file:dossier>/results/report.pdf", results.as_pdf, name="results_pdf"),
    path("files/<file:dossier>/results/report.xlsx", results.as_xlsx, name="results_xlsx"),
    path("files/<file:dossier>/round/", pages.show, name="round"),
    path("files/<file:dossier>/round/comments/", weighing.weigh, name="round_comments"),
    path("files/<file:dossier>/round/remind/", closing.remind, name="round_remind"),
    path("files/<file:dossier>/round/table/", pages.table, name="round_table"),
    path("files/<file:dossier>/round/table.docx", pages.as_docx, name="round_docx"),
    path("files/<file:dossier>/round/table.pdf", pages.as_pdf, name="round_pdf"),
]

urlpatterns: list[URLPattern] = [
    path("", entering.front, name="front"),
    path("desk/", desk.desk, name="desk"),
    path("organisations/", ngo_lists.index, name="ngos"),
    path("organisations/days/", ngo_lists.days, name="ngo_days"),
    path("organisations/xlsx/", ngo_lists.as_xlsx, name="ngos_xlsx"),
    path("files/<file:dossier>/continuity/", ngo_board.page, name="continuity"),
    path("files/<file:dossier>/continuity/xlsx/", ngo_board.as_xlsx, name="continuity_xlsx"),
    path("files/<file:dossier>/continuity/pdf/", ngo_board.as_pdf, name="continuity_pdf"),
    path("organisations/bring-in/", ngo_importing.begin, name="ngo_import"),
    path("organisations/bring-in/<slug:name>/columns/", ngo_importing.columns, name="ngo_columns"),
    path("organisations/bring-in/<slug:name>/", ngo_importing.review, name="ngo_review"),
    path("organisations/bring-in/<slug:name>/mend/", ngo_importing.faulty, name="ngo_faulty"),
    path("organisations/bring-in/<slug:name>/take/", ngo_importing.take, name="ngo_take"),
    path("organisations/bring-in/<slug:name>/progress/", ngo_importing.progress, name="ngo_progress"),
    path("overview/", leader_page.page, name="leader"),
    path("sign-in/", entering.sign_in, name="sign_in"),
    path("sign-out/", entering.sign_out, name="sign_out"),
    path("enter/<str:secret>/", entering.enter, name="enter"),
    path("language/", entering.language, name="language"),
    path("post/", entering.post, name="post"),
    path("settings/", settings.mine, name="settings"),
    path("lists/<slug:listing>/xlsx/", listed.show, name="list_xlsx"),
    path("calendar/", calendar.month, name="calendar"),
    path("calendar/address/", calendar.address, name="calendar_address"),
    re_path(rf"^calendar/feed/{SECRET}\.ics$", calendar.feed, name="calendar_feed"),
    path("search/", search_page.show, name="search"),
    path("files/", files.files, name="files"),
    path("files/filters/", saved.change, name="saved_filters"),
    path("new/", steps.new, name="new"),
    path("new/consultation/", asking.ask, name="consultation_ask"),
    path("new/<slug:process>/", steps.open_, name="open"),
    path("bring-in/", sheets.begin, name="bring_in"),
    path("bring-in/example/<slug:what>/", examples.show, name="sheet_example"),
    path("bring-in/<slug:name>/", sheets.columns, name="sheet_columns"),
    path("bring-in/<slug:name>/review/", sheets.review, name="sheet_review"),
    path("bring-in/<slug:name>/faults/", sheets.faults, name="sheet_faults"),
    path("past/<file:dossier>/", past_page.show, name="past"),
    path("files/<file:dossier>/", files.file, name="file"),
    *CONSULTATIONS,
    path("files/<file:dossier>/steps/<kind:kind>/", steps.step, name="step"),
    path("files/<file:dossier>/report/", steps.report, name="report"),
    path("files/<file:dossier>/note/", inside.note, name="note"),
    path("files/<file:dossier>/assign/", inside.assign, name="assign"),
    path("files/<file:dossier>/recuse/", recusing.recuse, name="recuse"),
    re_path(rf"^files/{FILE}/readmit/{OFFICER}/$", recusing.readmit, name="readmit"),
    path("files/<file:dossier>/release.zip", bulletin_release.files, name="release"),
    path("files/<file:dossier>/letters/<entry:act>/<slug:form>/", papers.paper, name="paper"),
    path("letters/exchange/", letter_exchange.bring_in, name="letter_exchange"),
    path("letters/issuers/", issuers.index, name="issuers"),
    path("letters/issuers/add/", issuers.add, name="issuer_add"),
    path("letters/issuers/<slug:code>/", issuers.change, name="issuer"),
    path("letters/numbers/<slug:code>/", issuers.numbers, name="numbers"),
    path("files/<file:dossier>/attachments/<entry:act>/<int:index>/", attachments.attachment, name="attachment"),
    path("prepared/<entry:name>/", clear.clear, name="clear"),
    path("prepared/<entry:name>/attachments/<int:index>/", clear.attachment, name="prepared_attachment"),
    path("prepared/<entry:name>/undo/", undo.undo, name="undo"),
    path("agreements/", agreements.index, name="agreements"),
    path("agreements/propose/", agreement_signing.propose, name="agreement_propose"),
    path("agreements/drafts/new/", draft_beginning.new, name="draft_new"),
    re_path(rf"^agreements/drafts/{DRAFT}/$", drafts.show, name="draft"),
    re_path(rf"^agreements/drafts/{DRAFT}/review/$", draft_review.review, name="draft_review"),
    re_path(rf"^agreements/drafts/{DRAFT}/review/{PART}/$", draft_review.split, name="draft_split"),
    re_path(rf"^agreements/drafts/{DRAFT}/data/$", draft_data.edit, name="draft_data"),
    re_path(rf"^agreements/drafts/{DRAFT}/calendar/$", draft_calendar.edit, name="draft_calendar"),
    re_path(rf"^agreements/drafts/{DRAFT}/change/$", drafts.change, name="draft_change"),
    re_path(rf"^agreements/drafts/{DRAFT}/articles/{PART}/$", draft_article.edit, name="draft_article"),
    re_path(rf"^agreements/drafts/{DRAFT}/articles/{PART}/duties/new/$", draft_duty.new, name="draft_duty_new"),
    re_path(
        rf"^agreements/drafts/{DRAFT}/articles/{PART}/duties/(?P<number>[0-9]{{1,3}})/$",
        draft_duty.edit,
        name="draft_duty",
    ),
    re_path(rf"^agreements/drafts/{DRAFT}/propose/$", draft_proposing.propose, name="draft_propose"),
    re_path(rf"^agreements/drafts/{DRAFT}/yaml/$", drafts.download, name="draft_yaml"),
    re_path(rf"^agreements/drafts/{DRAFT}/delete/$", drafts.delete, name="draft_delete"),
    re_path(rf"^agreements/{FILE}/change/$", draft_beginning.from_version, name="agreement_change"),
    re_path(rf"^agreements/{FILE}/yaml/$", draft_proposing.version_file, name="agreement_yaml"),
    re_path(rf"^agreements/{FILE}/$", agreements.show, name="agreement"),
    re_path(rf"^agreements/{FILE}/implementation/$", state.implementation, name="implementation"),
    re_path(rf"^agreements/{FILE}/initiative/$", initiative.page, name="initiative"),
    re_path(rf"^agreements/{FILE}/initiative/entries/$", initiative.listed, name="initiative_entries"),
    re_path(rf"^agreements/{FILE}/commitments/xlsx/$", brief_page.list_xlsx, name="commitments_xlsx"),
    re_path(rf"^agreements/{FILE}/brief/$", brief_page.page, name="brief"),
    re_path(rf"^agreements/{FILE}/brief/pdf/$", brief_page.as_pdf, name="brief_pdf"),
    re_path(rf"^agreements/{FILE}/brief/docx/$", brief_page.as_docx, name="brief_docx"),
    re_path(rf"^agreements/{FILE}/brief/xlsx/$", brief_page.as_xlsx, name="brief_xlsx"),
    re_path(rf"^agreements/{FILE}/commitments/$", state.listed, name="agreement_commitments"),
    re_path(rf"^agreements/{FILE}/changes/(?P<n>[0-9]{{1,4}})/$", agreements.compare, name="agreement_changes"),
    re_path(rf"^agreements/{FILE}/paper/(?P<n>[0-9]{{1,4}})/$", agreement_papers.to_print, name="agreement_paper"),
    re_path(rf"^agreements/{FILE}/signatures/$", agreement_papers.index, name="agreement_signatures"),
    re_path(rf"^agreements/{FILE}/proposals/{ACT}/$", agreement_riders.rider, name="agreement_rider"),
    re_path(rf"^agreements/{FILE}/sign/$", agreement_signing.sign, name="agreement_sign"),
    *texts.points(rf"agreements/{FILE}", "agreement"),
    *texts.points(rf"files/{FILE}", "text"),
    *drafting.addresses(rf"files/{FILE}/text"),
    path("connections/", connections.index, name="connections"),
    path("connections/card/", connections.card, name="own_card"),
    path("connections/add/", connections.add, name="connection_add"),
    path("connections/confirm/", connections.confirm, name="connection_confirm"),
    re_path(rf"^connections/{AGENCY}/contact/$", connections.contact, name="connection_contact"),
    path("connections/courier/", couriers.index, name="courier"),
    path("connections/courier/make/", couriers.make, name="courier_make"),
    path("connections/courier/take/", couriers.take, name="courier_take"),
    path("connections/courier/<int:carried>/", couriers.report, name="courier_report"),
    path("connections/without/add/", correspondents.add, name="correspondent_add"),
    re_path(rf"^connections/without/{AGENCY}/$", correspondents.show, name="correspondent"),
    re_path(rf"^connections/without/{AGENCY}/change/$", correspondents.change, name="correspondent_change"),
    re_path(rf"^connections/without/{AGENCY}/add/$", correspondents.add_unit, name="correspondent_unit_add"),
    re_path(
        rf"^connections/without/{AGENCY}/units/(?P<code>[a-z0-9-]{{1,60}})/$",
        correspondents.unit,
        name="correspondent_unit",
    ),
    path("health", health.answer, name="health_answer"),
    path("health/", health.page, name="health"),
    path("connections/undelivered/", undelivered.index, name="undelivered"),
    re_path(r"^connections/set-aside/(?P<pk>[0-9]{1,15})/$", set_aside.show, name="set_aside"),
    re_path(r"^connections/set-aside/(?P<pk>[0-9]{1,15})/file/$", set_aside.export, name="set_aside_export"),
    re_path(rf"^connections/with/{AGENCY}/$", one_connection.show, name="connection"),
    re_path(rf"^connections/with/{AGENCY}/pause/$", one_connection.pause, name="connection_pause"),
    re_path(rf"^connections/with/{AGENCY}/address/$", one_connection.confirm_address, name="connection_address"),
    path("mail/", mail.index, name="mail"),
    path("reported/", reported_page.index, name="reported"),
    re_path(rf"^files/{FILE}/guest/$", guest_links.index, name="guest_links"),
    re_path(rf"^files/{FILE}/guest/close/$", guest_links.revoke, name="guest_revoke"),
    re_path(rf"^files/{FILE}/proof/$", proof.download, name="proof"),
    re_path(rf"^guest/{SECRET}/$", guests.matter, name="guest"),
    re_path(rf"^guest/{SECRET}/{ACT}/(?P<index>[0-9]{{1,4}})/$", guests.attachment, name="guest_attachment"),
    path("people/", people.index, name="people"),
    path("people/add/", people.add, name="officer_add"),
    re_path(rf"^people/{OFFICER}/link/$", people.link, name="officer_link"),
    re_path(rf"^people/{OFFICER}/close/$", people.close, name="officer_close"),
    re_path(rf"^people/{OFFICER}/leave/$", leave.index, name="leave"),
    re_path(rf"^people/{OFFICER}/leave/(?P<leave>[0-9]{{1,9}})/end/$", leave.end, name="leave_end"),
    re_path(rf"^people/{OFFICER}/reopen/$", people.reopen, name="officer_reopen"),
    path("partners/", partners.index, name="partners"),
    path("partners/add/", partners.add, name="partner_add"),
    re_path(rf"^partners/{PARTNER}/$", partners.show, name="partner"),
    re_path(rf"^partners/{PARTNER}/change/$", partners.change, name="partner_change"),
    path("affiliations/", affiliations.index, name="affiliations"),
    path("affiliations/add/", affiliations.add, name="affiliation_add"),
    re_path(r"^affiliations/(?P<affiliation>[0-9]{1,9})/end/$", affiliations.end, name="affiliation_end"),
    path("counterparts/", counterparts.index, name="counterparts"),
    path("units/", units.index, name="units"),
    path("units/add/", units.add, name="unit_add"),
    path("units/review/", units.review, name="units_review"),
    path("units/left/", left.index, name="units_left"),
    path("units/table/", units.export, name="units_export"),
    path("units/of/<slug:code>/", units.change, name="unit"),
    path("units/of/<slug:code>/close/", units.close, name="unit_close"),
    path("units/of/<slug:code>/reopen/", units.reopen, name="unit_reopen"),
    path("set-up/", set_up.index, name="set_up"),
    path("set-up/mail/", mail_server.index, name="mail_server"),
    path("set-up/hours/", hours.index, name="hours"),
    path("set-up/clearing/", set_up.clearing, name="set_up_clearing"),
    path("set-up/agreement/", set_up_agreement.bring_in, name="set_up_agreement"),
    path("set-up/<str:what>/", set_up.bring_in, name="set_up_import"),
    path("demo/", sample.index, name="demo"),
    path("demo/enter/", sample.enter, name="demo_enter"),
]
