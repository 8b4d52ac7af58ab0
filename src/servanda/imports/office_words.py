"""How offices head and fill their lists of units, people and partners, in Vietnamese, English, Arabic and Malay."""

from collections.abc import Mapping

from servanda.processes.search.searching import fold_text

UNITS, PEOPLE, PARTNERS = "units", "people", "partners"
NUMBER = ("STT", "TT", "Số TT", "No", "No.", "#", "م", "الرقم", "رقم", "مسلسل", "Bil", "Bil.")

_OF_UNITS: dict[str, tuple[str, ...]] = {
    "code": ("Mã", "Mã đơn vị", "Ký hiệu", "Code", "Unit code", "Short name", "الرمز", "رمز الوحدة", "Kod", "Kod unit"),
    "vi": ("vi", "Tên", "Tên đơn vị", "Đơn vị", "Phòng, đơn vị", "Tên tiếng Việt", "Tên đơn vị tiếng Việt",
           "Tiếng Việt", "Vietnamese", "Vietnamese name", "Name in Vietnamese",
           "الاسم بالفيتنامية", "Nama dalam bahasa Vietnam"),
    "en": ("en", "Name", "Unit", "Unit name", "Name of unit", "English", "English name", "Name in English",
           "Tên tiếng Anh", "Tiếng Anh", "الاسم بالإنجليزية", "بالإنجليزية", "Nama dalam bahasa Inggeris",
           "Nama Inggeris"),
    "ar": ("ar", "الاسم", "اسم الوحدة", "الوحدة", "اسم الإدارة", "الإدارة", "الاسم بالعربية", "بالعربية", "Arabic",
           "Arabic name", "Name in Arabic", "Tên tiếng Ả Rập", "Nama dalam bahasa Arab"),
    "ms": ("ms", "Nama", "Nama unit", "Nama bahagian", "Bahagian", "Malay", "Malay name", "Name in Malay",
           "Nama dalam bahasa Melayu", "Tên tiếng Mã Lai", "الاسم بالملايوية"),
    "parent": ("Đơn vị cấp trên", "Cấp trên", "Trực thuộc", "Thuộc", "Parent", "Parent unit", "Belongs to", "Under",
               "Reports to", "الوحدة الأعلى", "الجهة الأعلى", "تتبع", "التبعية", "الإدارة الأعلى", "Unit induk",
               "Induk", "Di bawah"),
    "kind": ("Loại", "Loại đơn vị", "Loại hình", "Kind", "Type", "Unit type", "Kind of unit", "النوع", "نوع الوحدة",
             "Jenis", "Jenis unit"),
    "zone": ("Múi giờ", "Zone", "Time zone", "Timezone", "المنطقة الزمنية", "التوقيت", "Zon masa"),
    "fields": ("Lĩnh vực", "Mảng", "Lĩnh vực phụ trách", "Field", "Fields", "المجال", "المجالات", "Bidang"),
    "regions": ("Khu vực", "Địa bàn", "Khu vực phụ trách", "Region", "Regions", "المنطقة", "المناطق", "Rantau",
                "Kawasan"),
    "closed": ("Đã giải thể", "Giải thể", "Ngừng hoạt động", "Closed", "مغلقة", "ملغاة", "Ditutup"),
    "successors": ("Đơn vị kế thừa", "Kế thừa", "Successor", "Successors", "الوحدة الخلف", "Pengganti"),
    "from": ("Từ ngày", "Thành lập", "Ngày thành lập", "From", "Since", "من تاريخ", "Dari"),
    "until": ("Đến ngày", "Ngày giải thể", "Until", "To", "إلى تاريخ", "حتى", "Hingga"),
    "counterparts": ("Đầu mối phối hợp", "Đơn vị phối hợp", "Counterpart", "Counterparts", "جهة الاتصال النظيرة",
                     "Pegawai perhubungan"),
}  # fmt: skip
_OF_PEOPLE: dict[str, tuple[str, ...]] = {
    "officer": ("officer", "Tên đăng nhập", "Tài khoản", "Sign-in name", "Login", "User name", "Account",
                "اسم الدخول", "اسم المستخدم", "الحساب", "Nama log masuk", "Akaun"),
    "name": ("name", "Họ và tên", "Họ tên", "Tên", "Cán bộ", "Tên cán bộ", "Full name", "Officer's name", "الاسم",
             "الاسم الكامل", "اسم الموظف", "الموظف", "Nama", "Nama penuh", "Nama pegawai", "Pegawai"),
    "unit": ("unit", "Đơn vị", "Đơn vị công tác", "Phòng ban", "Phòng, ban", "Phòng", "Nơi công tác", "Department",
             "Division", "الوحدة", "الإدارة", "القسم", "جهة العمل", "Bahagian", "Jabatan"),
    "role": ("role", "Vai trò", "Quyền", "Role in the system", "الدور", "الصلاحية", "Peranan"),
    "language": ("language", "Ngôn ngữ", "Ngôn ngữ sử dụng", "اللغة", "لغة العمل", "Bahasa"),
    "email": ("email", "E-mail", "Mail", "Mail address", "Email address", "Thư điện tử", "Địa chỉ email", "Hòm thư",
              "البريد", "البريد الإلكتروني", "E-mel", "Emel", "Alamat e-mel"),
    "title_vi": ("title_vi", "Chức vụ", "Chức danh", "Chức vụ tiếng Việt", "Title in Vietnamese"),
    "title_en": ("title_en", "Title", "Post", "Position", "Job title", "Title in English", "Chức vụ tiếng Anh",
                 "المنصب بالإنجليزية", "Jawatan dalam bahasa Inggeris"),
    "title_ar": ("title_ar", "المنصب", "الوظيفة", "المسمى الوظيفي", "المنصب بالعربية", "Title in Arabic",
                 "Chức vụ tiếng Ả Rập"),
    "title_ms": ("title_ms", "Jawatan", "Gelaran", "Gelaran jawatan", "Title in Malay"),
    "capacity": ("capacity", "Thẩm quyền ký", "Quyền ký", "Signs as", "صفة التوقيع", "Kuasa tandatangan"),
    "from_on": ("from_on", "Từ ngày", "Bắt đầu", "From", "Since", "من تاريخ", "منذ", "Dari", "Mula"),
    "until_on": ("until_on", "Đến ngày", "Kết thúc", "Until", "To", "إلى تاريخ", "حتى", "Hingga", "Tamat"),
}  # fmt: skip
_OF_PARTNERS: dict[str, tuple[str, ...]] = {
    "code": ("code", "Mã", "Mã đối tác", "Ký hiệu", "الرمز", "Kod"),
    "kind": ("kind", "Loại", "Loại đối tác", "Type", "النوع", "نوع الشريك", "Jenis"),
    "country": ("country", "Nước", "Quốc gia", "Tên nước", "الدولة", "البلد", "Negara"),
    "priority": ("priority", "Địa bàn chiến lược", "Ưu tiên", "Mức ưu tiên", "Strategic area", "الأولوية",
                 "منطقة استراتيجية", "Keutamaan", "Kawasan strategik"),
    "vi": ("vi", "Tên", "Tên đối tác", "Đối tác", "Tên tiếng Việt", "Tiếng Việt", "Vietnamese", "Name in Vietnamese"),
    "en": ("en", "Name", "Partner", "Partner name", "Organisation", "English", "Name in English", "Tên tiếng Anh",
           "Tiếng Anh", "الاسم بالإنجليزية", "Nama dalam bahasa Inggeris"),
    "ar": ("ar", "الاسم", "اسم الشريك", "الشريك", "الجهة الشريكة", "Arabic", "Name in Arabic", "الاسم بالعربية",
           "Tên tiếng Ả Rập"),
    "ms": ("ms", "Nama", "Nama rakan", "Rakan kerjasama", "Rakan", "Malay", "Name in Malay"),
}  # fmt: skip


def _folded(words: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(map(fold_text, (name, *found))) for name, found in {**words, "number": NUMBER}.items()}


WORDS = {UNITS: _folded(_OF_UNITS), PEOPLE: _folded(_OF_PEOPLE), PARTNERS: _folded(_OF_PARTNERS)}
TARGETS = {UNITS: tuple(_OF_UNITS), PEOPLE: tuple(_OF_PEOPLE), PARTNERS: tuple(_OF_PARTNERS)}

UNIT_KINDS = _folded({
    "department": ("vụ", "cục", "ban", "department", "directorate", "إدارة", "مديرية", "دائرة", "jabatan"),
    "section": ("phòng", "tổ", "đội", "trung tâm", "đơn vị sự nghiệp", "section", "division", "centre", "center", "قسم",
                "شعبة", "مركز", "bahagian", "seksyen", "cawangan", "pusat"),
    "association": ("hội", "hội thành viên", "hội hữu nghị", "association", "member association", "جمعية", "رابطة",
                    "persatuan"),
    "provincial": ("liên hiệp tỉnh", "liên hiệp địa phương", "tỉnh", "provincial union", "province", "اتحاد محلي",
                   "فرع", "kesatuan negeri", "negeri"),
    "mission": ("cơ quan đại diện", "đại sứ quán", "tổng lãnh sự quán", "mission", "mission abroad", "embassy",
                "consulate", "بعثة", "سفارة", "قنصلية", "perwakilan", "kedutaan", "konsulat"),
    "office": ("văn phòng", "văn thư", "office", "registry", "مكتب", "الديوان", "ديوان", "pejabat"),
    "leadership": ("lãnh đạo", "ban lãnh đạo", "leadership", "قيادة", "القيادة", "pimpinan", "kepimpinan"),
})  # fmt: skip
REGIONS = _folded({
    "europe": ("châu âu", "europe", "أوروبا", "eropah"),
    "americas": ("châu mỹ", "mỹ", "americas", "america", "the americas", "الأمريكتان", "أمريكا", "amerika"),
    "north-east-asia": ("đông bắc á", "north-east asia", "northeast asia", "شمال شرق آسيا", "asia timur laut"),
    "south-east-asia": ("đông nam á", "đông nam á, nam á và thái bình dương",
                        "đông nam á - nam á - nam thái bình dương", "south-east asia", "southeast asia",
                        "south-east asia, south asia and the pacific",
                        "جنوب شرق آسيا", "asia tenggara"),
    "middle-east-africa": ("trung đông và châu phi", "trung đông - châu phi", "trung đông, châu phi", "châu phi",
                           "trung đông", "middle east and africa", "middle east", "africa", "الشرق الأوسط وأفريقيا",
                           "الشرق الأوسط", "أفريقيا", "timur tengah dan afrika", "timur tengah", "afrika"),
    "elsewhere": ("khu vực khác", "khác", "elsewhere", "other", "أماكن أخرى", "lain-lain"),
})  # fmt: skip
ROLES = _folded({
    "desk": ("chuyên viên", "cán bộ", "chuyên viên chính", "desk officer", "officer", "موظف", "موظف مختص", "pegawai",
             "pegawai meja"),
    "head": ("trưởng đơn vị", "trưởng", "thủ trưởng đơn vị", "vụ trưởng", "trưởng ban", "trưởng phòng", "head of unit",
             "director", "رئيس الوحدة", "رئيس وحدة", "مدير", "ketua unit", "ketua", "pengarah"),
    "leadership": ("lãnh đạo", "lãnh đạo cơ quan", "leader", "قيادة", "القيادة", "pimpinan", "kepimpinan"),
    "clerk": ("văn thư", "cán bộ văn thư", "registry clerk", "registry", "registrar", "موظف السجل", "السجل",
              "المحفوظات", "kerani", "kerani pendaftaran", "pendaftaran"),
    "admin": ("quản trị", "quản trị viên", "quản trị hệ thống", "administrator", "مدير النظام", "مسؤول النظام",
              "pentadbir"),
})  # fmt: skip
LANGUAGES = _folded({
    "vi": ("tiếng việt", "việt", "vietnamese", "الفيتنامية", "bahasa vietnam"),
    "en": ("tiếng anh", "anh", "english", "الإنجليزية", "الانجليزية", "bahasa inggeris"),
    "ar": ("tiếng ả rập", "ả rập", "arabic", "العربية", "عربي", "bahasa arab"),
    "ms": ("tiếng mã lai", "mã lai", "malay", "الملايوية", "bahasa melayu", "melayu"),
})  # fmt: skip
PARTNER_KINDS = _folded({
    "country": ("nước", "quốc gia", "country", "state", "دولة", "بلد", "negara"),
    "organisation": ("tổ chức", "tổ chức quốc tế", "organisation", "organization", "international organisation",
                     "منظمة", "منظمة دولية", "pertubuhan", "organisasi"),
    "ngo": ("tổ chức phi chính phủ", "phi chính phủ", "tổ chức phi chính phủ nước ngoài", "phi chính phủ nước ngoài",
            "ngo", "pcpnn", "non-governmental organisation",
            "منظمة غير حكومية", "pertubuhan bukan kerajaan"),
    "person": ("cá nhân", "nhân sĩ", "person", "individual", "شخص", "فرد", "individu", "orang perseorangan"),
})  # fmt: skip
YES = _folded({"yes": ("có", "đúng", "x", "true", "نعم", "ya"), "no": ("không", "false", "لا", "tidak")})


def meant(words: Mapping[str, tuple[str, ...]], text: str) -> str:
    """The word that is known here for this one; the text itself where nothing is."""
    folded = fold_text(text)
    return next((name for name, found in words.items() if name != "number" and folded in found), text)
