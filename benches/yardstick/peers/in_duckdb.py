"""DuckDB on the workload, with its DECIMAL types as they come.

python in_duckdb.py MANAGERS CLOCK

Reads the managers into a table and then, for each line `memory|csv pay|all THREADS FILE`, does it once and prints the seconds:
from the table to a table, or from the file of managers to FILE.
"""

import sys
import time

import duckdb

COLUMNS = {
    "id": "VARCHAR",
    "branch": "VARCHAR",
    "region": "VARCHAR",
    "grade": "VARCHAR",
    "tenure_months": "INTEGER",
    "deposit_avg": "DECIMAL(14,2)",
    "deposit_base": "DECIMAL(14,2)",
    "loan_interest_collected": "DECIMAL(14,2)",
    "loan_balance": "DECIMAL(14,2)",
    "npl_balance": "DECIMAL(14,2)",
    "fee_income": "DECIMAL(14,2)",
    "new_customers": "INTEGER",
    "complaints": "INTEGER",
    "exam_score": "DECIMAL(4,1)",
    "credit_clean": "BOOLEAN",
    "discipline": "VARCHAR",
    "licence_expiry": "DATE",
    "in_post_since": "DATE",
}

# Widths are the least that hold, so that products stay within 64 bits; the ratio is compared by products, not by a quotient.
ARTICLES = """
WITH simple AS (
  SELECT *,
    round(CASE grade WHEN 'G1' THEN 3000.00 WHEN 'G2' THEN 4250.50 WHEN 'G3' THEN 5600.00
                     WHEN 'G4' THEN 7350.75 WHEN 'G5' THEN 9500.00 ELSE 12000.00 END::DECIMAL(7,2)
        * CASE WHEN exam_score < 60 THEN 0.00 WHEN exam_score < 80 THEN 0.80
               WHEN exam_score < 90 THEN 1.00 ELSE 1.15 END::DECIMAL(3,2), 2)::DECIMAL(14,2) AS capability_pay,
    greatest(deposit_avg - deposit_base, 0::DECIMAL(14,2))::DECIMAL(14,2) AS growth,
    round(loan_interest_collected * 0.012::DECIMAL(4,3), 2)::DECIMAL(14,2) AS interest_pay,
    round(fee_income * 0.08::DECIMAL(2,2), 2)::DECIMAL(14,2) AS fee_pay,
    least(200 * new_customers, 10000)::DECIMAL(14,2) AS customer_award,
    CASE WHEN complaints = 0 AND tenure_months >= 12 THEN 3000 ELSE 0 END::DECIMAL(14,2) AS zero_complaint_award,
    CASE WHEN loan_balance = 0 OR npl_balance <= loan_balance * 0.01::DECIMAL(2,2) THEN 0.00
         WHEN npl_balance <= loan_balance * 0.03::DECIMAL(2,2) THEN 0.10
         WHEN npl_balance <= loan_balance * 0.05::DECIMAL(2,2) THEN 0.30 ELSE 1.00 END::DECIMAL(3,2) AS rate
  FROM {managers}
), deposits AS (
  SELECT *,
    round(CASE WHEN growth <= 5000000 THEN growth * 0.0010::DECIMAL(4,4)
               WHEN growth <= 20000000 THEN 5000 + (growth - 5000000)::DECIMAL(14,2) * 0.0015::DECIMAL(4,4)
               ELSE 27500 + (growth - 20000000)::DECIMAL(14,2) * 0.0020::DECIMAL(4,4) END, 2)::DECIMAL(14,2) AS deposit_pay
  FROM simple
), sums AS (
  SELECT *, (deposit_pay + interest_pay + fee_pay)::DECIMAL(14,2) AS base,
    (capability_pay + customer_award + zero_complaint_award)::DECIMAL(14,2) AS other
  FROM deposits
), penalties AS (
  SELECT *,
    CASE discipline WHEN 'none' THEN round(base * rate, 2)::DECIMAL(14,2)
      WHEN 'warning' THEN round(base * (rate + (1 - rate)::DECIMAL(3,2) * 0.2::DECIMAL(1,1))::DECIMAL(4,3), 2)::DECIMAL(14,2)
      ELSE (base + other)::DECIMAL(14,2) END AS penalty
  FROM sums
), totals AS (
  SELECT *, greatest(base + other - penalty, 0)::DECIMAL(14,2) AS total,
    CASE WHEN grade IN ('G5', 'G6') AND discipline <> 'serious' AND base - penalty > 50000
      THEN round((base - penalty)::DECIMAL(14,2) * 0.4::DECIMAL(1,1), 2) ELSE 0 END::DECIMAL(14,2) AS deferred
  FROM penalties
), tranches AS (
  SELECT *, ((deferred * 100)::BIGINT // 3 * 0.01::DECIMAL(2,2))::DECIMAL(14,2) AS tranche FROM totals
)
"""

PAY = """id, capability_pay, deposit_pay, interest_pay, fee_pay, customer_award, zero_complaint_award, penalty, total, deferred,
  tranche AS tranche1, tranche AS tranche2, (deferred - 2 * tranche)::DECIMAL(14,2) AS tranche3,
  in_post_since <= DATE '2023-06-30' AS rotation_due,
  credit_clean AND discipline <> 'serious' AND licence_expiry > DATE '2026-06-30' AS admitted"""

# 50 % x growth / 10,000,000, 30 % x fees / 500,000 and 20 % x examination / 100.
RANKS = """, scores AS (
  SELECT {pay}, branch,
    round(least(growth, 12000000)::DECIMAL(10,2) * 0.00000005::DECIMAL(8,8)
        + least(fee_income, 600000)::DECIMAL(8,2) * 0.00000060::DECIMAL(8,8) + exam_score * 0.002::DECIMAL(3,3), 6)::DECIMAL(9,6) AS score
  FROM tranches
)
SELECT * EXCLUDE (branch), rank() OVER (PARTITION BY branch ORDER BY score DESC) AS rank,
  rank() OVER (PARTITION BY branch ORDER BY score) <= count(*) OVER (PARTITION BY branch) // 20 AS exit_warning
FROM scores"""


def query(result: str, managers: str, in_order: bool) -> str:
    articles = ARTICLES.format(managers=managers)
    if result == "pay":
        return f"{articles} SELECT {PAY} FROM tranches"
    return articles + RANKS.format(pay=PAY) + (" ORDER BY id" if in_order else "")


def main(file: str, clock: str) -> None:
    now = time.process_time if clock == "cpu" else time.perf_counter
    connection = duckdb.connect()
    csv = f"read_csv('{file}', header = true, auto_detect = false, delim = ',', columns = {COLUMNS})"
    connection.execute(f"CREATE TABLE managers AS SELECT * FROM {csv}")
    print(duckdb.__version__, flush=True)
    for line in sys.stdin:
        way, result, threads, out = line.split()
        connection.execute(f"SET threads = {threads}")
        if way == "memory":
            connection.execute("DROP TABLE IF EXISTS results")
            task = f"CREATE TABLE results AS {query(result, 'managers', False)}"
        else:
            task = f"COPY ({query(result, csv, True)}) TO '{out}' (HEADER, DELIMITER ',')"
        before = now()
        connection.execute(task)
        print(now() - before, flush=True)


main(*sys.argv[1:])
