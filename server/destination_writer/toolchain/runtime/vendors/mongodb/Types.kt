package org.bson.types

import java.math.BigDecimal
import java.util.UUID

/** 34 digits with exponents from -6176 to 6111; what would have to be rounded is refused, as the driver does. */
class Decimal128(value: BigDecimal) : Number(), Comparable<Decimal128> {
    private val held: BigDecimal = fitted(value)

    constructor(value: Long) : this(BigDecimal(value))

    fun bigDecimalValue(): BigDecimal = held

    override fun compareTo(other: Decimal128) = held.compareTo(other.held)

    override fun equals(other: Any?) = other is Decimal128 && held == other.held

    override fun hashCode() = held.hashCode()

    override fun toString() = held.toString()

    override fun toDouble() = held.toDouble()

    override fun toFloat() = held.toFloat()

    override fun toLong() = held.toLong()

    override fun toInt() = held.toInt()

    override fun toShort() = held.toInt().toShort()

    override fun toByte() = held.toInt().toByte()

    companion object {
        @JvmStatic fun parse(value: String) = Decimal128(BigDecimal(value))

        private fun fitted(value: BigDecimal): BigDecimal {
            val plain = if (value.precision() > 34) value.stripTrailingZeros() else value
            // Zeros may be added behind a number whose exponent is too large, up to the 34 digits.
            val exponent = -plain.scale()
            val shifted = if (exponent > 6111 && exponent - 6111 + plain.precision() <= 34) plain.setScale(-6111) else plain
            if (shifted.signum() == 0) return shifted.setScale(shifted.scale().coerceIn(-6111, 6176))
            if (shifted.precision() > 34) throw NumberFormatException("$value has more than 34 digits")
            if (-shifted.scale() !in -6176..6111) throw NumberFormatException("the exponent of $value is out of range")
            return shifted
        }
    }
}

class ObjectId(private val hex: String) : Comparable<ObjectId> {
    constructor() : this(UUID.randomUUID().toString().replace("-", "").take(24))

    fun toHexString() = hex

    override fun compareTo(other: ObjectId) = hex.compareTo(other.hex)

    override fun equals(other: Any?) = other is ObjectId && hex == other.hex

    override fun hashCode() = hex.hashCode()

    override fun toString() = hex
}

/** Less than every other value, a missing one included. */
class MinKey
