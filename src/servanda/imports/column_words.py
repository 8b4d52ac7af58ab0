"""How offices head the columns of their plans, in Vietnamese, English, Arabic and Malay."""

from servanda.processes.search.searching import fold_text

_WORDS: dict[str, tuple[str, ...]] = {
    "number": ("STT", "TT", "Số TT", "No", "No.", "#", "Item no", "م", "الرقم", "رقم", "Bil", "Bil."),
    "title": (
        "Nội dung", "Nội dung hoạt động", "Tên hoạt động", "Hoạt động", "Tên đoàn", "Đoàn", "Nội dung công việc",
        "Nhiệm vụ", "Tên chương trình", "Sự kiện", "Nội dung đoàn", "Activity", "Title", "Event", "Programme",
        "Activity name", "Name of activity", "Delegation", "Visit", "What", "Description", "النشاط", "اسم النشاط",
        "عنوان النشاط", "الموضوع",
        "اسم الفعاليه", "المشروع",
        "الفعاليه", "الوفد", "الزياره", "البرنامج", "العنوان", "Aktiviti", "Nama aktiviti", "Program", "Lawatan",
        "Delegasi", "Tajuk", "Perkara",
    ),
    "kind": ("Loại", "Loại hình", "Hình thức", "Loại hoạt động", "Kind", "Type", "النوع", "نوع النشاط", "Jenis"),
    "outcome": (
        "Kết quả dự kiến", "Kết quả", "Mục tiêu", "Mục đích", "Mục đích, yêu cầu", "Sản phẩm", "Kết quả mong đợi",
        "Outcome", "Expected outcome", "Expected result", "Objective", "Purpose", "Result", "Output", "الهدف",
        "النتيجه المتوقعه", "النتائج المتوقعه", "النتيجه المرجوه", "النتائج المرجوه",
        "الغرض", "Objektif", "Hasil", "Hasil dijangka", "Tujuan",
    ),
    "field": ("Lĩnh vực", "Mảng", "Field", "Area", "Sector", "المجال", "القطاع", "Bidang"),
    "partner": (
        "Đối tác", "Nước", "Quốc gia", "Tên nước", "Đối tác nước ngoài", "Nước/đối tác", "Phía bạn", "Partner",
        "Country", "Foreign partner", "Counterpart country", "الشريك", "الدوله", "البلد", "الجهه الشريكه",
        "الجهه المقابله", "الطرف الاخر", "الجهه الاجنبيه", "الجانب الاخر",
        "Rakan kerjasama",
        "Negara", "Rakan",
    ),
    "start_on": (
        "Thời gian", "Thời gian thực hiện", "Thời gian tổ chức", "Ngày", "Từ ngày", "Ngày bắt đầu", "Bắt đầu",
        "Thời điểm", "Thời gian dự kiến", "Thời gian đi", "Ngày đến", "Ngày đi", "Tháng", "Quý",
        "Date", "Dates", "When", "Start", "Start date", "From", "Begins", "Time", "Timeframe", "Period", "التاريخ",
        "تاريخ البدء", "الموعد", "من تاريخ", "الفتره", "Tarikh", "Tarikh mula", "Mula", "Masa", "Bulan", "Tempoh",
    ),
    "end_on": (
        "Đến ngày", "Ngày kết thúc", "Kết thúc", "Đến", "Ngày về", "Ngày đi", "End", "End date", "To", "Until", "Ends",
        "تاريخ الانتهاء", "الي تاريخ", "Tarikh tamat", "Tamat", "Hingga",
    ),
    "notice_on": (
        "Ngày nhận thông báo", "Ngày thông báo", "Thông báo", "Ngày được thông báo", "Ngày nhận công văn",
        "Ngày nhận tin", "Ngày công văn", "Ngày báo", "Ngày báo tin", "Ngày báo đoàn", "Notice", "Date of notice",
        "Notice date", "Notified on", "Informed on", "Announced on", "تاريخ الاشعار", "تاريخ الاخطار",
        "تاريخ الابلاغ", "Tarikh notis", "Tarikh makluman", "Dimaklumkan pada",
    ),
    "place": (
        "Địa điểm", "Nơi tổ chức", "Địa bàn", "Nơi đến", "Place", "Venue", "Location", "City", "المكان",
        "مكان الانعقاد", "المدينه", "Tempat", "Lokasi",
    ),
    "lead": (
        "Đơn vị chủ trì", "Chủ trì", "Cơ quan chủ trì", "Đơn vị thực hiện", "Đơn vị", "Đầu mối", "Phụ trách", "Lead",
        "Lead unit", "Responsible", "Responsible unit", "In charge", "Unit", "Organiser", "الجهه المنظمه",
        "الجهه المسؤوله", "الاداره المسؤوله", "الوحده المسؤوله", "الوحده", "الجهه القائده",
        "الجهه المنفذه", "جهه التنفيذ", "المسؤول عن التنفيذ", "القسم المسؤول", "Unit peneraju", "Peneraju",
        "Bahagian", "Penganjur", "Tanggungjawab",
    ),
    "coordinating": (
        "Đơn vị phối hợp", "Phối hợp", "Cơ quan phối hợp", "Coordinating", "Coordinating units", "With", "Support",
        "الجهات المنسقه", "الجهات المشاركه", "Unit penyelaras", "Kerjasama", "Bersama",
    ),
    "informed": ("Nơi nhận", "Đơn vị được thông báo", "Informed", "Copy to", "للعلم", "Makluman", "Salinan"),
    "amount": (
        "Kinh phí", "Dự toán", "Ngân sách", "Số tiền", "Kinh phí dự kiến", "Dự toán kinh phí", "Chi phí", "Budget",
        "Amount", "Cost", "Estimated cost", "Estimate", "Funding", "الميزانيه", "التكلفه", "المبلغ", "Peruntukan",
        "Kos", "Bajet", "Belanjawan", "Amaun",
    ),
    "currency": ("Loại tiền", "Đơn vị tiền tệ", "Tiền tệ", "Currency", "العمله", "Mata wang"),
    "funds": (
        "Nguồn kinh phí", "Nguồn", "Nguồn vốn", "Source of funds", "Source", "Funding source", "مصدر التمويل",
        "Sumber peruntukan", "Sumber dana", "Sumber",
    ),
    "guest": (
        "Trưởng đoàn", "Khách mời", "Khách chính", "Head of delegation", "Guest", "Guest of honour", "Leader",
        "رئيس الوفد", "الضيف", "Ketua delegasi", "Tetamu",
    ),
    "direction": ("Đoàn ra/vào", "Hướng", "Ra/Vào", "Chiều", "Direction", "الاتجاه", "Arah"),
    "level": ("Cấp", "Cấp độ", "Cấp đoàn", "Level", "Rank", "المستوي", "Peringkat"),
    "participants": (
        "Số người", "Số lượng", "Số lượng người", "Số người tham dự", "Số thành viên", "Participants",
        "Number of people", "Attendance", "عدد المشاركين", "العدد", "Bilangan peserta", "Bilangan",
    ),
    "basis": (
        "Căn cứ", "Cơ sở pháp lý", "Chủ trương", "Văn bản", "Basis", "Legal basis", "Policy basis", "السند القانوني",
        "الاساس", "Asas", "Asas dasar",
    ),
    "remark": (
        "Ghi chú", "Remark", "Remarks", "Note", "Notes", "Comment", "Comments", "ملاحظات", "ملاحظه", "Catatan",
        "Ulasan",
    ),
}  # fmt: skip

OF_PLAN = (
    "title", "kind", "outcome", "partner", "start_on", "end_on", "place", "lead", "coordinating", "informed", "amount",
    "currency", "funds", "basis", "remark",
)  # fmt: skip
OF_PAST = (
    "title", "kind", "start_on", "end_on", "notice_on", "direction", "level", "partner", "place", "guest", "lead",
    "participants", "amount", "currency", "outcome", "remark",
)  # fmt: skip

WORDS = {name: tuple(fold_text(word) for word in words) for name, words in _WORDS.items()}

TOTALS = tuple(map(fold_text, ("Tổng", "Tổng cộng", "Cộng", "Tổng số", "Total", "Sum", "Grand total", "المجموع",
                               "الاجمالي", "Jumlah", "Jumlah besar")))  # fmt: skip
KINDS = {
    "visit": tuple(map(fold_text, ("đoàn", "thăm", "chuyến thăm", "delegation", "visit", "وفد", "زيارة", "lawatan",
                                   "delegasi"))),
    "activity": tuple(map(fold_text, ("hoạt động", "hội thảo", "sự kiện", "giao lưu", "gặp gỡ", "tọa đàm", "triển lãm",
                                      "activity", "event", "seminar", "workshop", "نشاط", "فعالية", "ندوة", "aktiviti",
                                      "acara"))),
}  # fmt: skip
DIRECTIONS = {
    "outgoing": tuple(map(fold_text, ("đoàn ra", "ra", "đi", "outgoing", "outbound", "صادر", "مغادر", "keluar"))),
    "incoming": tuple(map(fold_text, ("đoàn vào", "vào", "đến", "incoming", "inbound", "وارد", "قادم", "masuk"))),
}  # fmt: skip
LEVELS = {
    "state": tuple(map(fold_text, ("cấp nhà nước", "nhà nước", "state visit", "state", "زيارة دولة", "negara"))),
    "official": tuple(map(fold_text, ("chính thức", "thăm chính thức", "official", "رسمية", "rasmi"))),
    "working": tuple(map(fold_text, ("làm việc", "working", "عمل", "زيارة عمل", "kerja"))),
    "unannounced": tuple(map(fold_text, ("nội bộ", "không công bố", "unannounced", "غير معلنة", "tidak diumumkan"))),
    "private": tuple(map(fold_text, ("cá nhân", "riêng", "private", "خاصة", "persendirian"))),
    "transit": tuple(map(fold_text, ("quá cảnh", "transit", "عبور"))),
}  # fmt: skip
FUNDS = {
    "state": tuple(map(fold_text, ("ngân sách nhà nước", "ngân sách", "nsnn", "state budget", "budget",
                                   "ميزانية الدولة", "peruntukan kerajaan"))),
    "own": tuple(map(fold_text, ("tự túc", "tự chủ", "kinh phí đơn vị", "own funds", "own", "تمويل ذاتي", "sendiri"))),
    "partner": tuple(map(fold_text, ("đối tác", "bạn", "phía bạn", "phía bạn đài thọ", "partner", "host", "الشريك",
                                     "rakan"))),
    "sponsors": tuple(map(fold_text, ("tài trợ", "xã hội hóa", "sponsor", "sponsors", "donor", "رعاية", "penaja"))),
    "several": tuple(map(fold_text, ("nhiều nguồn", "several", "mixed", "مصادر متعددة", "pelbagai"))),
}  # fmt: skip
