package destinationwriter.suites

import cdk.ColumnNameMapping
import cdk.EnrichedAirbyteValue
import cdk.TableOperationsClient
import cdk.TestTableOperationsClient
import cdk.ValidationResult
import cdk.ValueCoercer
import com.fasterxml.jackson.databind.node
import io.airbyte.cdk.load.data.*
import io.airbyte.protocol.models.v0.AirbyteRecordMessageMetaChange.Reason
import java.math.BigDecimal
import java.math.BigInteger
import java.math.RoundingMode
import org.junit.jupiter.params.provider.Arguments

/** What the tests of DataCoercionSuite assert: what the coercer makes of a value, and what the table then holds. */
class DataCoercionSuiteBodies(
    private val coercer: ValueCoercer,
    private val airbyteMetaColumnMapping: Map<String, String>,
    private val columnNameMapping: ColumnNameMapping,
    private val opsClient: TableOperationsClient,
    private val testClient: TestTableOperationsClient,
    private val schemaFactory: Any?,
) {
    fun `handle integer values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(IntegerType, inputValue, expectedValue, expectedChangeReason)

    fun `handle number values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(NumberType, inputValue, expectedValue, expectedChangeReason)

    fun `handle timestamptz values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(TimestampTypeWithTimezone, inputValue, expectedValue, expectedChangeReason)

    fun `handle timestampntz values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(TimestampTypeWithoutTimezone, inputValue, expectedValue, expectedChangeReason)

    fun `handle timetz values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(TimeTypeWithTimezone, inputValue, expectedValue, expectedChangeReason)

    fun `handle timentz values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(TimeTypeWithoutTimezone, inputValue, expectedValue, expectedChangeReason)

    fun `handle date values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(DateType, inputValue, expectedValue, expectedChangeReason)

    fun `handle bool values`(inputValue: AirbyteValue, expectedValue: Any?) = judge(BooleanType, inputValue, expectedValue, null)

    fun `handle string values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(StringType, inputValue, expectedValue, expectedChangeReason)

    fun `handle object values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(ObjectType(linkedMapOf("a" to FieldType(StringType, true))), inputValue, expectedValue, expectedChangeReason)

    fun `handle empty object values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(ObjectTypeWithEmptySchema, inputValue, expectedValue, expectedChangeReason)

    fun `handle schemaless object values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(ObjectTypeWithoutSchema, inputValue, expectedValue, expectedChangeReason)

    fun `handle array values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(ArrayType(FieldType(StringType, true)), inputValue, expectedValue, expectedChangeReason)

    fun `handle schemaless array values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(ArrayTypeWithoutSchema, inputValue, expectedValue, expectedChangeReason)

    fun `handle union values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(UnionType(setOf(StringType, IntegerType), isLegacyUnion = false), inputValue, expectedValue, expectedChangeReason)

    fun `handle legacy union values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(UnionType(setOf(StringType, IntegerType), isLegacyUnion = true), inputValue, expectedValue, expectedChangeReason)

    fun `handle unknown values`(inputValue: AirbyteValue, expectedValue: Any?, expectedChangeReason: Reason?) =
        judge(UnknownType(node(mapOf("type" to "unheard-of"))), inputValue, expectedValue, expectedChangeReason)

    private fun judge(type: AirbyteType, input: AirbyteValue, expected: Any?, reason: Reason?) =
        Workbench(opsClient, testClient, SuiteStreams(schemaFactory), airbyteMetaColumnMapping).run {
            val (value, found) = coerced(type, input)
            expect(reason, found) { "the reason for which the coercer changes ${shown(input)} (${type.javaClass.simpleName})" }
            val fields = mapOf("test" to FieldType(type, true))
            val table = table(fields, columnNameMapping).name
            val column = columnNameMapping["test"] ?: "test"
            insert(table, listOf(mapOf(column to value) + TableOperationsFixturesBodies.meta()))
            val read = rowsWithoutMeta(table).single()[column]
            expect(plain(expected), plain(read)) { "the value read back from a column of ${type.javaClass.simpleName} after ${shown(input)} was written as ${shown(value)}" }
        }

    private fun coerced(type: AirbyteType, input: AirbyteValue): Pair<AirbyteValue, Reason?> {
        val mapped = coercer.map(EnrichedAirbyteValue(input, type, "test"))
        if (mapped.abValue == NullValue) return NullValue to null
        return when (val verdict = coercer.validate(mapped)) {
            is ValidationResult.Valid -> mapped.abValue to null
            is ValidationResult.ShouldNullify -> NullValue to verdict.reason
            is ValidationResult.ShouldTruncate -> verdict.truncatedValue to verdict.reason
        }
    }

    /** A decimal number without zeros at its end, which differ between drivers. */
    private fun plain(value: Any?): Any? = if (value is BigDecimal) value.stripTrailingZeros() else value
}

private val TOO_LARGE = Reason.DESTINATION_FIELD_SIZE_LIMITATION

/** Values at the borders of the usual integer columns. */
object DataCoercionIntegerFixturesBodies {
    fun int64() = longs { it }

    fun int64AsBigInteger() = longs(BigInteger::valueOf)

    fun int64AsBigDecimal() = longs(BigDecimal::valueOf)

    fun numeric38_0(): List<Arguments> {
        val most = BigInteger.TEN.pow(38) - BigInteger.ONE
        val held = listOf(BigInteger.ZERO, BigInteger.ONE, -BigInteger.ONE, most, -most)
        return listOf(NULL) + held.map { Arguments.of(IntegerValue(it), BigDecimal(it), null) } +
            listOf(most + BigInteger.ONE, -most - BigInteger.ONE).map { Arguments.of(IntegerValue(it), null, TOO_LARGE) }
    }

    private fun longs(read: (Long) -> Any): List<Arguments> {
        val most = BigInteger.valueOf(Long.MAX_VALUE)
        val least = BigInteger.valueOf(Long.MIN_VALUE)
        return listOf(NULL) + listOf(0L, 1L, -1L, Int.MAX_VALUE + 1L, Long.MAX_VALUE, Long.MIN_VALUE).map { Arguments.of(IntegerValue(it), read(it), null) } +
            listOf(most + BigInteger.ONE, least - BigInteger.ONE).map { Arguments.of(IntegerValue(it), null, TOO_LARGE) }
    }

    val NULL: Arguments = Arguments.of(NullValue, null, null)
}

/** Values at the borders of the usual decimal columns. */
object DataCoercionNumberFixturesBodies {
    fun float64(): List<Arguments> {
        val held = listOf(0.0, 1.0, -1.0, 0.5, Double.MAX_VALUE, -Double.MAX_VALUE)
        return listOf(DataCoercionIntegerFixturesBodies.NULL) + held.map { Arguments.of(NumberValue(BigDecimal(it)), it, null) } +
            Arguments.of(NumberValue(BigDecimal(Double.MAX_VALUE).multiply(BigDecimal.TEN)), null, TOO_LARGE)
    }

    fun numeric38_9(): List<Arguments> {
        val most = BigDecimal(BigInteger.TEN.pow(38) - BigInteger.ONE, 9)
        val fine = BigDecimal("0.1234567891234")
        val held = listOf(BigDecimal.ZERO, BigDecimal.ONE, -BigDecimal.ONE, BigDecimal("0.123456789"), most, -most)
        return listOf(DataCoercionIntegerFixturesBodies.NULL) + held.map { Arguments.of(NumberValue(it), it, null) } +
            Arguments.of(NumberValue(fine), fine.setScale(9, RoundingMode.HALF_UP), TOO_LARGE) +
            Arguments.of(NumberValue(BigDecimal.TEN.pow(29)), null, TOO_LARGE)
    }
}
