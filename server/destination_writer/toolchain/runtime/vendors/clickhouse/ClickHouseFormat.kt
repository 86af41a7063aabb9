package com.clickhouse.data

enum class ClickHouseFormat {
    JSONEachRow,
}
