"""Examples of the lists that an office brings in, in four languages; the columns of each are known by themselves."""

from dataclasses import dataclass

LANGUAGES = ("en", "vi", "ar", "ms")
Row = tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """`heads`: target -> its heading in LANGUAGES; `rows`: language -> rows in the order of the heads."""

    heads: dict[str, tuple[str, str, str, str]]
    rows: dict[str, tuple[Row, ...]]

    def table(self, language: str) -> tuple[list[str], tuple[Row, ...]]:
        """The heading and the rows in this language; in English where there is no example in it."""
        place = LANGUAGES.index(language) if language in LANGUAGES else 0
        return [head[place] for head in self.heads.values()], self.rows[LANGUAGES[place]]


EXAMPLES = {
    "units": Example(
        {
            "code": ("Code", "Mã đơn vị", "رمز الوحدة", "Kod unit"),
            "name": ("Unit name", "Tên đơn vị", "اسم الوحدة", "Nama unit"),
            "parent": ("Belongs to", "Đơn vị cấp trên", "الوحدة الأعلى", "Unit induk"),
            "kind": ("Kind of unit", "Loại đơn vị", "نوع الوحدة", "Jenis unit"),
            "zone": ("Time zone", "Múi giờ", "المنطقة الزمنية", "Zon masa"),
            "regions": ("Regions", "Khu vực", "المناطق", "Rantau"),
        },
        {
            "en": (("leadership", "Leadership", "", "leadership", "Asia/Ho_Chi_Minh", ""),
                   ("office", "Office", "Leadership", "office", "Asia/Ho_Chi_Minh", ""),
                   ("europe", "Europe Department", "Leadership", "department", "Asia/Ho_Chi_Minh", "europe"),
                   ("paris", "Embassy in Paris", "Europe Department", "mission", "Europe/Paris", "")),
            "vi": (("leadership", "Lãnh đạo", "", "lãnh đạo", "Asia/Ho_Chi_Minh", ""),
                   ("office", "Văn phòng", "Lãnh đạo", "văn phòng", "Asia/Ho_Chi_Minh", ""),
                   ("chau-au", "Vụ Châu Âu", "Lãnh đạo", "vụ", "Asia/Ho_Chi_Minh", "europe"),
                   ("paris", "Đại sứ quán tại Pháp", "Vụ Châu Âu", "cơ quan đại diện", "Europe/Paris", "")),
            "ar": (("leadership", "القيادة", "", "قيادة", "Asia/Riyadh", ""),
                   ("office", "المكتب", "القيادة", "مكتب", "Asia/Riyadh", ""),
                   ("europe", "إدارة أوروبا", "القيادة", "إدارة", "Asia/Riyadh", "europe"),
                   ("paris", "السفارة في باريس", "إدارة أوروبا", "سفارة", "Europe/Paris", "")),
            "ms": (("leadership", "Pimpinan", "", "pimpinan", "Asia/Kuala_Lumpur", ""),
                   ("office", "Pejabat", "Pimpinan", "pejabat", "Asia/Kuala_Lumpur", ""),
                   ("eropah", "Jabatan Eropah", "Pimpinan", "jabatan", "Asia/Kuala_Lumpur", "europe"),
                   ("paris", "Kedutaan di Paris", "Jabatan Eropah", "kedutaan", "Europe/Paris", "")),
        },
    ),
    "people": Example(
        {
            "officer": ("Sign-in name", "Tên đăng nhập", "اسم الدخول", "Nama log masuk"),
            "title": ("Job title", "Chức vụ", "المسمى الوظيفي", "Jawatan"),
            "unit": ("Unit", "Đơn vị", "الوحدة", "Unit"),
            "role": ("Role", "Vai trò", "الدور", "Peranan"),
            "language": ("Language", "Ngôn ngữ", "اللغة", "Bahasa"),
            "email": ("Mail address", "Thư điện tử", "البريد الإلكتروني", "E-mel"),
        },
        {
            "en": (("o-eur-head", "Head of the Europe Department", "Europe Department", "head of unit", "English", ""),
                   ("o-eur-desk", "Desk officer", "Europe Department", "desk officer", "English", ""),
                   ("o-clerk", "Registry clerk", "Office", "registry clerk", "English", "")),
            "vi": (("o-eur-head", "Vụ trưởng Vụ Châu Âu", "Vụ Châu Âu", "trưởng đơn vị", "Tiếng Việt", ""),
                   ("o-eur-desk", "Chuyên viên", "Vụ Châu Âu", "chuyên viên", "Tiếng Việt", ""),
                   ("o-clerk", "Văn thư", "Văn phòng", "văn thư", "Tiếng Việt", "")),
            "ar": (("o-eur-head", "مدير إدارة أوروبا", "إدارة أوروبا", "رئيس الوحدة", "العربية", ""),
                   ("o-eur-desk", "موظف مختص", "إدارة أوروبا", "موظف", "العربية", ""),
                   ("o-clerk", "موظف السجل", "المكتب", "موظف السجل", "العربية", "")),
            "ms": (("o-eur-head", "Pengarah Jabatan Eropah", "Jabatan Eropah", "ketua unit", "Melayu", ""),
                   ("o-eur-desk", "Pegawai", "Jabatan Eropah", "pegawai", "Melayu", ""),
                   ("o-clerk", "Kerani pendaftaran", "Pejabat", "kerani pendaftaran", "Melayu", "")),
        },
    ),
    "partners": Example(
        {
            "name": ("Partner name", "Tên đối tác", "اسم الشريك", "Nama rakan"),
            "kind": ("Type", "Loại đối tác", "نوع الشريك", "Jenis"),
            "country": ("Country", "Quốc gia", "الدولة", "Negara"),
        },
        {
            "en": (("France", "country", "France"), ("Green Tree Fund", "NGO", "Germany"),
                   ("Peace Council", "organisation", "")),
            "vi": (("Pháp", "quốc gia", "Pháp"), ("Quỹ Cây Xanh", "phi chính phủ", "Đức"),
                   ("Hội đồng Hòa bình", "tổ chức quốc tế", "")),
            "ar": (("فرنسا", "دولة", "فرنسا"), ("صندوق الشجرة الخضراء", "منظمة غير حكومية", "ألمانيا"),
                   ("مجلس السلام", "منظمة دولية", "")),
            "ms": (("Perancis", "negara", "Perancis"), ("Dana Pokok Hijau", "pertubuhan bukan kerajaan", "Jerman"),
                   ("Majlis Keamanan", "pertubuhan", "")),
        },
    ),
    "plan": Example(
        {
            "title": ("Activity", "Nội dung hoạt động", "النشاط", "Aktiviti"),
            "kind": ("Kind", "Loại hoạt động", "نوع النشاط", "Jenis"),
            "start_on": ("Begins", "Từ ngày", "تاريخ البدء", "Tarikh mula"),
            "end_on": ("Ends", "Đến ngày", "تاريخ الانتهاء", "Tarikh tamat"),
            "partner": ("Partner", "Đối tác", "الشريك", "Rakan kerjasama"),
            "place": ("Place", "Địa điểm", "المكان", "Tempat"),
            "lead": ("Lead unit", "Đơn vị chủ trì", "الجهة المسؤولة", "Unit peneraju"),
            "outcome": ("Expected outcome", "Kết quả dự kiến", "النتيجة المتوقعة", "Hasil dijangka"),
            "amount": ("Budget", "Kinh phí", "الميزانية", "Peruntukan"),
            "currency": ("Currency", "Loại tiền", "العملة", "Mata wang"),
        },
        {
            "en": (("Film week", "activity", "10/5/2027", "12/5/2027", "", "Hue", "", "Three screenings", "20000",
                    "USD"),
                   ("Delegation of the Friendship Association", "visit", "6/2027", "", "", "Ha Noi", "", "", "", "")),
            "vi": (("Tuần phim", "hoạt động", "10/5/2027", "12/5/2027", "", "Huế", "", "Ba buổi chiếu", "500.000.000",
                    "VND"),
                   ("Đoàn Hội hữu nghị", "đoàn", "6/2027", "", "", "Hà Nội", "", "", "", "")),
            "ar": (("أسبوع السينما", "نشاط", "10/5/2027", "12/5/2027", "", "جدة", "", "ثلاثة عروض", "20000", "USD"),
                   ("وفد جمعية الصداقة", "وفد", "6/2027", "", "", "الرياض", "", "", "", "")),
            "ms": (("Minggu filem", "aktiviti", "10/5/2027", "12/5/2027", "", "Melaka", "", "Tiga tayangan", "20000",
                    "MYR"),
                   ("Delegasi Persatuan Persahabatan", "delegasi", "6/2027", "", "", "Putrajaya", "", "", "", "")),
        },
    ),
    "past": Example(
        {
            "title": ("Delegation", "Tên đoàn", "الوفد", "Delegasi"),
            "kind": ("Kind", "Loại", "النوع", "Jenis"),
            "start_on": ("Begins", "Từ ngày", "تاريخ البدء", "Tarikh mula"),
            "end_on": ("Ends", "Đến ngày", "تاريخ الانتهاء", "Tarikh tamat"),
            "notice_on": ("Date of notice", "Ngày nhận thông báo", "تاريخ الإشعار", "Tarikh notis"),
            "direction": ("Direction", "Đoàn ra/vào", "الاتجاه", "Arah"),
            "level": ("Level", "Cấp đoàn", "المستوى", "Peringkat"),
            "partner": ("Partner", "Đối tác", "الشريك", "Rakan kerjasama"),
            "place": ("Place", "Địa điểm", "المكان", "Tempat"),
            "participants": ("Participants", "Số người", "عدد المشاركين", "Bilangan peserta"),
        },
        {
            "en": (("Delegation of the Friendship Association", "visit", "12/3/2026", "15/3/2026", "20/2/2026",
                    "incoming", "official", "", "Ha Noi", "12"),
                   ("Exhibition of photographs", "activity", "2/9/2026", "", "", "", "", "", "Hue", "200")),
            "vi": (("Đoàn Hội hữu nghị", "đoàn", "12/3/2026", "15/3/2026", "20/2/2026", "đoàn vào", "chính thức", "",
                    "Hà Nội", "12"),
                   ("Triển lãm ảnh", "hoạt động", "2/9/2026", "", "", "", "", "", "Huế", "200")),
            "ar": (("وفد جمعية الصداقة", "وفد", "12/3/2026", "15/3/2026", "20/2/2026", "وارد", "رسمية", "", "الرياض",
                    "12"),
                   ("معرض صور", "نشاط", "2/9/2026", "", "", "", "", "", "جدة", "200")),
            "ms": (("Delegasi Persatuan Persahabatan", "delegasi", "12/3/2026", "15/3/2026", "20/2/2026", "masuk",
                    "rasmi", "", "Putrajaya", "12"),
                   ("Pameran gambar", "aktiviti", "2/9/2026", "", "", "", "", "", "Melaka", "200")),
        },
    ),
}  # fmt: skip
