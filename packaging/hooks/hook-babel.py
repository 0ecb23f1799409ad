"""Of babel's data only the English and the common part: the names of currencies are English here."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files(
    "babel", includes=["global.dat", "locale-data/root.dat", "locale-data/en.dat", "locale-data/en_US.dat"]
)
# What the pickles of the data name.
hiddenimports = ["babel.dates", "babel.localedata", "babel.plural", "babel.numbers"]
