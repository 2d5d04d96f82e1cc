import time

import pytest

from extractors.calendars import Written, find_written

DAY = "2019-11-05"

FIFTH_OF_NOVEMBER = """
2019-11-05 | 2019/11/05 | 2019.11.05 | 2019. 11. 5. | 2019-11-05T10:20:00Z | 05.11.2019 | 5. 11. 2019 | ２０１９／１１／０５ | ٢٠١٩-١١-٠٥
2019年11月5日 | ２０１９年１１月５日 | 2019年 11月 5日 | 二〇一九年十一月五日 | 二零一九年十一月五号 | 2019년 11월 5일 | 令和元年11月5日 | 平成31年11月5日
民國108年11月5日 | 中華民國108年11月5日 | 中华民国一〇八年十一月五日
5 พฤศจิกายน 2562 | ๕ พฤศจิกายน ๒๕๖๒ | 5 พ.ย. 2562 | 5 พ.ย. 62 | วันที่ 5 พฤศจิกายน พ.ศ. 2562 | 5 พฤศจิกายน 2019 | 5พฤศจิกายน2562 | 5 พ.ย. ค.ศ. 2019
۱۴ آبان ۱۳۹۸ | ۱۴ آبان‌ماه ۱۳۹۸ | 14 آبان 1398 | 1398/08/14 | ۱۳۹۸/۸/۱۴ | 1398-08-14 | ۵ نوامبر ۲۰۱۹ | 14 عقرب 1398
8 ربيع الأول 1441 | ٨ ربيع الأول ١٤٤١ هـ | 8 ربيع الاول 1441هـ | 8 من ربيع الأول 1441 | 1441/03/08 هـ | 08/03/1441هـ
5 نوفمبر 2019 | ٥ تشرين الثاني ٢٠١٩ | 5 نوفمبر/تشرين الثاني 2019 | 5 نوفمبر، 2019 | 5 نونبر 2019 | 5 من نوفمبر عام 2019
5 November 2019 | 5. November 2019 | 5th of November, 2019 | November 5, 2019 | Nov. 5, 2019 | NOVEMBER 5TH, 2019 | 5-Nov-2019 | 5-7 November 2019
5 novembre 2019 | 5 nov. 2019 | 5 de noviembre de 2019 | 5 de noviembre del 2019 | 5 de novembro de 2019 | 5 listopada 2019 r. | 5 Kasım 2019 | 5 KASIM 2019
5 ноября 2019 года | 5 нояб. 2019 | 5-го ноября 2019 | 5 листопада 2019 року | 5 listopadu 2019 | 5. marraskuuta 2019 | 5 noiembrie 2019
2019. november 5. | 2019. nov. 5. | 5 Νοεμβρίου 2019 | 5 ΝΟΕΜΒΡΙΟΥ 2019 | 5 נובמבר 2019 | ב-5 בנובמבר 2019 | 5 בנוב׳ 2019 | 5 नवंबर 2019 | ५ नवम्बर, २०१९
ngày 5 tháng 11 năm 2019 | 5 tháng 11, 2019 | 5 tháng 11 2019 | ngày 05/11/2019 | le 05/11/2019 | 05/11/2562
"""

OTHER_DAYS = """
25/11/2019 2019-11-25 | 11/25/2019 2019-11-25 | 25-11-2019 2019-11-25 | 05/05/2019 2019-05-05 | 2020-02-29 2020-02-29 | 令和2年1月9日 2020-01-09
平成31年4月1日 2019-04-01 | 平成二十九年十月廿五日 2017-10-25 | 平成30年十二月三十一日 2018-12-31 | 1er août 2019 2019-08-01 | 1º de março de 2019 2019-03-01
May 5, 2019 2019-05-05 | 30 ARALIK 2019 2019-12-30 | 3 März 2019 2019-03-03 | 12 Jänner 2019 2019-01-12 | 7 Agustus 2019 2019-08-07
29 ก.พ. 2563 2020-02-29 | 1 Φεβ 2019 2019-02-01 | 3 июн. 2019 2019-06-03 | 3 червня 2019 2019-06-03 | 3 června 2019 2019-06-03 | 3 července 2019 2019-07-03
"""

SHORTER = """
November 2019 2019-11 | Nov. 2019 2019-11 | May 2019 2019-05 | novembre 2019 2019-11 | noviembre de 2019 2019-11 | в ноябре 2019 года 2019-11
w listopadzie 2019 2019-11 | 2019年11月 2019-11 | 2019년 11월 2019-11 | 令和元年11月 2019-11 | พฤศจิกายน 2562 2019-11 | نوفمبر 2019 2019-11 | tháng 11/2019 2019-11
2019年 2019 | 令和元年 2019 | 民國108年 2019 | พ.ศ. 2562 2019 | آبان ۱۳۹۸ 2019 | ربيع الأول 1441 2019
"""

NO_DATES = """
010-2019-1105 | 02-2019-11-05 | +1 212 2019 1105 | 2.0.19 | v1.5.11.2019 | 10.05.11.2019 | 192.168.20.19 | $1,2019 | 2019 | 2,019 units | in 2019 we | 20191105
we may 2019 units | they march 2019 miles | iPhone Pro 2019 | Bank A led 2019 | Sie 2019 | out 2019 | it ended in November. 2019 was | May 2019.5 | 5 units 2019 | November 5
05/11/2019 | 05-11-2019
31 February 2019 | 2019-02-31 | 2019-13-01 | 13/13/2019 | 2019年2月31日 | 31 พ.ย. 2562 | 30 اسفند 1398 | 31 نوفمبر 2019 | 0 November 2019 | February 30, 2019 | 5 tháng 13 năm 2019
1989-11-05 | 5 November 1889 | 2101-01-01 | 昭和64年1月5日 | 1 فروردین 1350 | 5 พ.ย. 20 | 2018年度 | 2010年代 | دی ۱۳۹۸ | 5 พ.ย. 12.30 | no number at all
"""

PERSIAN = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split()
PERSIAN_FIRSTS = (
    "2019-03-21 2019-04-21 2019-05-22 2019-06-22 2019-07-23 2019-08-23 2019-09-23 2019-10-23 2019-11-22 2019-12-22 2020-01-21 2020-02-20"
).split()
LUNAR = (
    "محرم,صفر,ربيع الأول,ربيع الآخر,جمادى الأولى,جمادى الآخرة,رجب,شعبان,رمضان,شوال,ذو القعدة,ذو الحجة;"
    "المحرم,صفر,ربيع الاول,ربيع الثاني,جمادي الاول,جمادى الثانية,رجب,شعبان,رمضان,شوال,ذي القعدة,ذي الحجة"
)
LUNAR_FIRSTS = (  # the Umm al-Qura tables of 1441
    "2019-08-31 2019-09-30 2019-10-29 2019-11-28 2019-12-27 2020-01-26 2020-02-25 2020-03-25 2020-04-24 2020-05-24 2020-06-22 2020-07-22"
).split()
YEARS_OF_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "he": "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}


def each(table: str) -> list[str]:
    return [case.strip() for line in table.strip("\n").splitlines() for case in line.split(" | ") if case.strip()]


def dates(text: str) -> list[str]:
    return [written.date for written in find_written(text)]


@pytest.mark.parametrize("text", each(FIFTH_OF_NOVEMBER))
def test_a_day_is_read_in_every_calendar(text: str) -> None:
    assert dates(text) == [DAY]
    assert dates(f"({text}) and so on") == [DAY]


@pytest.mark.parametrize("case", each(OTHER_DAYS))
def test_other_days(case: str) -> None:
    text, _, day = case.rpartition(" ")
    assert dates(text) == [day]


@pytest.mark.parametrize("case", each(SHORTER))
def test_a_month_or_year_is_given_where_no_day_is_written(case: str) -> None:
    text, _, shorter = case.rpartition(" ")
    assert dates(text) == [shorter]


@pytest.mark.parametrize("text", each(NO_DATES))
def test_what_is_no_date_or_may_be_two_is_left_out(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize("lang", YEARS_OF_MONTHS)
def test_all_month_names_of_a_language(lang: str) -> None:
    for month, name in enumerate(YEARS_OF_MONTHS[lang].split(), 1):
        large = name.replace("ΐ", "ϊ").upper()  # Python makes three letters of it
        assert dates(f"5 {name} 2019") == dates(f"5 {large} 2019") == [f"2019-{month:02d}-05"], name


@pytest.mark.parametrize(("name", "day"), list(zip(PERSIAN, PERSIAN_FIRSTS, strict=True)))
def test_all_persian_months(name: str, day: str) -> None:
    assert dates(f"۱ {name} ۱۳۹۸") == [day]


@pytest.mark.parametrize("spelling", LUNAR.split(";"))
def test_all_months_of_the_moon(spelling: str) -> None:
    assert [dates(f"1 {name} 1441") for name in spelling.split(",")] == [[day] for day in LUNAR_FIRSTS]


def test_slashes_are_settled_by_others_of_the_same_text() -> None:
    assert dates("25/11/2019 and 05/11/2019") == ["2019-11-25", DAY]
    assert dates("11/25/2019 and 05/11/2019") == ["2019-11-25"]
    assert dates("25/11/2019, 11/25/2019 and 05/11/2019") == ["2019-11-25", "2019-11-25"]


def test_dates_come_in_order_with_their_place_and_not_twice() -> None:
    text = "Am ５. November ２０１９ (2019年11月5日), nicht im Mai 2018; الموافق ٨ ربيع الأول ١٤٤١ هـ."
    found = find_written(text)
    assert [(w.date, text[w.start : w.end]) for w in found] == [
        (DAY, "５. November ２０１９"),
        (DAY, "2019年11月5日"),
        ("2018-05", "Mai 2018"),
        (DAY, "٨ ربيع الأول ١٤٤١"),
    ]
    assert find_written("İ 2019-11-05") == [Written(DAY, 2, 12)]  # a letter that grows when made small moves nothing


def test_a_day_wins_over_what_stands_beside_it() -> None:
    assert dates("In 2018. November 5, 2019 was a Tuesday") == [DAY]
    assert dates("12:05 November 2019") == ["2019-11"]
    assert dates("from 5 November 2019 to 2019-11-25 or December 2019") == [DAY, "2019-11-25", "2019-12"]


@pytest.mark.parametrize(
    "text", ["1" * 20000, "2019 " * 4000, "5 พ.ย. " * 3000, "一" * 20000, " " * 20000 + "2019", "5.5." * 5000]
)
def test_hostile_texts_take_no_long_time(text: str) -> None:
    started = time.process_time()
    find_written(text)
    assert time.process_time() - started < 1
