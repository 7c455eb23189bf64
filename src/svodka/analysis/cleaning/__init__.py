"""The cleaned table as a file: CSV, XLSX or Parquet, equal to the source in everything that the change log does not list."""

from svodka.analysis.cleaning.csv_file import write_csv, write_rows
from svodka.analysis.cleaning.log import log_rows
from svodka.analysis.cleaning.parquet_file import write_parquet
from svodka.analysis.cleaning.xlsx_file import write_xlsx

__all__ = ["log_rows", "write_csv", "write_parquet", "write_rows", "write_xlsx"]
