"""Names of months that CLDR lacks or that need care: inflected and short forms, spellings of the web, other calendars."""

# Hebrew has no stand-alone names of its own; asking Babel 2.18 for them spoils those of every locale read later.
LOCALES = "en en_GB de de_AT fr es es_MX pt it nl pl tr ru uk id sv nb da fi cs hu ro el hi".split()
FORMS = """
январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре
січні лютому березні квітні травні червні липні серпні вересні жовтні листопаді грудні
styczniu lutym marcu kwietniu maju czerwcu lipcu sierpniu wrześniu październiku listopadzie grudniu
lednu únoru březnu dubnu květnu červnu červenci srpnu září říjnu listopadu prosinci
tammikuussa helmikuussa maaliskuussa huhtikuussa toukokuussa kesäkuussa heinäkuussa elokuussa syyskuussa lokakuussa marraskuussa joulukuussa
Ιανουάριο Φεβρουάριο Μάρτιο Απρίλιο Μάιο Ιούνιο Ιούλιο Αύγουστο Σεπτέμβριο Οκτώβριο Νοέμβριο Δεκέμβριο
जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितम्बर अक्तूबर नवम्बर दिसम्बर
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik
Januari Pebruari Maret April Mei Juni Juli Agustus September Oktober Nopember Desember
enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre
"""  # cases CLDR leaves out ("in November") and spellings of the web
# Short names that stand for a month without a day before them; "set", "out", "sie" and the like are words elsewhere.
SHORT = set(
    "jan feb mar apr jun jul aug sep sept oct okt nov dec janv févr avr juil déc янв февр апр авг сент окт нояб дек "
    "febr márc ápr jún júl szept".split()
)
CAPITAL = {"may", "march", "mar"}  # without a day these are months only if written large
NO_MONTHS = {"pro", "led"}  # short for December and January in Czech, and words in every other text

PERSIAN = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
AFGHAN = "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت"
FARSI = "جنوری فبروری مارچ اپریل می جون جولای آگوست سپتمبر اکتوبر نومبر دسمبر"  # Gregorian, as Kabul writes them
LUNAR = (
    "محرم|المحرم|محرم الحرام,صفر,ربيع الأول,ربيع الآخر|ربيع الثاني,جمادى الأولى|جمادى الأول,"
    "جمادى الآخرة|جمادى الثانية|جمادى الآخر|جمادى الثاني,رجب,شعبان,رمضان|رمضان المبارك,شوال,"
    "ذو القعدة|ذي القعدة|ذي قعدة,ذو الحجة|ذي الحجة|ذي حجة"
)
