"""How offices head the columns of their lists of foreign organisations, and the words that stand in the cells."""

from servanda.processes.search.searching import fold_text

_WORDS: dict[str, tuple[str, ...]] = {
    "number": ("STT", "TT", "Số TT", "No", "No.", "#", "م", "الرقم", "Bil", "Bil."),
    "title": (
        "Tên tổ chức", "Tổ chức", "Tên TCPCPNN", "TCPCPNN", "Tên tổ chức PCPNN", "Organisation", "Organization", "NGO",
        "INGO", "Name", "Name of organisation", "Name of organization", "Name of NGO", "المنظمه", "اسم المنظمه",
        "Pertubuhan", "Nama pertubuhan", "Organisasi",
    ),
    "country": (
        "Quốc tịch", "Nước", "Quốc gia", "Nước đăng ký", "Country", "Country of origin", "Nationality", "الدوله",
        "البلد", "Negara", "Negara asal",
    ),
    "fields": (
        "Lĩnh vực hoạt động", "Lĩnh vực của tổ chức", "Fields of work", "Area of work", "مجالات العمل", "Bidang kerja",
    ),
    "certificate": (
        "Loại giấy đăng ký", "Loại giấy phép", "Giấy đăng ký", "Loại giấy", "Certificate", "Kind of certificate",
        "Type of certificate", "Licence", "Registration", "نوع الشهاده", "الشهاده", "Sijil", "Jenis sijil",
    ),
    "number_of": (
        "Số giấy đăng ký", "Số giấy phép", "Số giấy", "Certificate no", "Certificate number", "Registration number",
        "Licence no", "رقم الشهاده", "Nombor sijil", "No sijil",
    ),
    "valid_from": (
        "Ngày cấp", "Có hiệu lực từ", "Hiệu lực từ", "Valid from", "Issued", "Issued on", "Date of issue",
        "صالحه من", "تاريخ الاصدار", "Sah dari", "Tarikh dikeluarkan",
    ),
    "valid_until": (
        "Hết hạn", "Ngày hết hạn", "Có giá trị đến", "Thời hạn", "Hiệu lực đến", "Valid until", "Valid to", "Expires",
        "Expiry", "Expiry date", "صالحه حتي", "تاريخ الانتهاء", "Sah hingga", "Tarikh luput",
    ),
    "home_until": (
        "Hạn đăng ký ở nước sở tại", "Đăng ký tại nước đến", "Hạn đăng ký tại nước", "Home registration until",
        "Registered at home until", "Home registration", "التسجيل في بلد المنشا حتي", "Pendaftaran negara asal hingga",
    ),
    "project": (
        "Dự án", "Tên dự án", "Tên chương trình, dự án", "Chương trình, dự án", "Khoản viện trợ", "Project",
        "Project name", "Name of project", "المشروع", "اسم المشروع", "Projek", "Nama projek",
    ),
    "field": ("Lĩnh vực", "Lĩnh vực dự án", "Sector", "Field", "القطاع", "المجال", "Bidang", "Sektor"),
    "places": (
        "Tỉnh", "Tỉnh, thành phố", "Tỉnh/thành phố", "Địa bàn", "Địa phương", "Province", "Provinces", "Location",
        "Place", "المحافظه", "المحافظات", "Wilayah", "Negeri",
    ),
    "starts": ("Từ ngày", "Bắt đầu", "Thời gian bắt đầu", "From", "Start", "Start date", "من", "تاريخ البدء", "Mula"),
    "ends": ("Đến ngày", "Kết thúc", "Thời gian kết thúc", "To", "End", "End date", "الي", "نهايه المشروع", "Tamat"),
    "amount": (
        "Giá trị", "Tổng giá trị", "Kinh phí", "Ngân sách", "Giá trị viện trợ", "Giá trị cam kết", "Amount", "Budget",
        "Value", "Committed amount", "المبلغ", "القيمه", "الميزانيه", "Amaun", "Nilai", "Peruntukan",
    ),
    "currency": ("Loại tiền", "Tiền tệ", "Đơn vị tiền", "Currency", "العمله", "Mata wang"),
    "source": ("Nguồn số liệu", "Nguồn", "Source", "Source of the figure", "المصدر", "Sumber"),
    "as_of": ("Tính đến ngày", "Số liệu đến ngày", "As of", "كما في", "Setakat"),
}  # fmt: skip

WORDS = {name: tuple(fold_text(word) for word in words) for name, words in _WORDS.items()}
OF_NGOS = tuple(name for name in WORDS if name != "number")

CERTIFICATES = {
    "operation": tuple(map(fold_text, (
        "hoạt động", "đăng ký hoạt động", "giấy đăng ký hoạt động", "operation", "registration of operation", "op",
        "تسجيل النشاط", "نشاط", "operasi"))),
    "project_office": tuple(map(fold_text, (
        "văn phòng dự án", "vpda", "project office", "مكتب مشروع", "pejabat projek"))),
    "office": tuple(map(fold_text, (
        "văn phòng đại diện", "vpđd", "lập văn phòng đại diện", "representative office", "rep office", "ro",
        "مكتب تمثيلي", "pejabat perwakilan"))),
}  # fmt: skip
