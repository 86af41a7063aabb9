package com.clickhouse.data;

public enum ClickHouseFormat {
    CSV,
    JSONCompactEachRow,
    JSONEachRow,
    RowBinary,
    RowBinaryWithDefaults,
    RowBinaryWithNamesAndTypes,
    TabSeparated,
    TSV
}
