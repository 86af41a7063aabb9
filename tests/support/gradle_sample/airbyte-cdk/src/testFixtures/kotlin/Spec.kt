package io.airbyte.cdk.load.spec

import org.junit.Assert.assertEquals
import org.junit.Test

abstract class SpecTest {
    @Test fun testSpecOss() = compare("expected-spec-oss.json")

    @Test fun testSpecCloud() = compare("expected-spec-cloud.json")

    private fun compare(file: String) =
        assertEquals("{}", javaClass.getResource("/$file")?.readText()?.trim())
}
