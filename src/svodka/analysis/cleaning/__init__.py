"""The cleaned table as a file: CSV or XLSX, equal to the source in everything that the change log does not list."""

from svodka.analysis.cleaning.csv_file import write_csv
from svodka.analysis.cleaning.xlsx_file import write_xlsx

__all__ = ["write_csv", "write_xlsx"]
