"""Packages that are nobody's project: what a trace passes through on its way to the code under work."""

LIBRARIES: tuple[str, ...] = (
    # language, JDK and what the compiler puts in
    "java.", "javax.", "jdk.", "sun.", "com.sun.", "jakarta.", "kotlin.", "kotlinx.", "groovy.", "scala.", "clojure.",
    "org.codehaus.", "org.jetbrains.", "com.intellij.", "gnu.", "org.xml.", "org.w3c.", "netscape.",
    # tests
    "junit.", "org.junit.", "org.opentest4j.", "org.hamcrest.", "org.assertj.", "org.testng.", "org.spockframework.",
    "io.kotest.", "io.mockk.", "org.mockito.", "org.awaitility.", "org.testcontainers.", "com.github.dockerjava.",
    "org.rnorth.",
    "org.easymock.", "org.testfx.", "org.truth.", "com.google.common.truth.", "strikt.", "org.skyscreamer.",
    "com.jayway.", "com.toomuchcoding.", "io.restassured.", "io.cucumber.", "cucumber.", "net.serenitybdd.",
    "net.thucydides.", "com.codeborne.", "org.openqa.", "com.intuit.karate.", "org.concordion.", "org.dbunit.",
    "com.github.tomakehurst.", "org.wiremock.", "com.tngtech.archunit.", "net.jqwik.", "org.robolectric.",
    "org.jacoco.", "com.ninja_squad.", "org.xmlunit.", "org.reactivestreams.", "app.cash.turbine.", "io.strikt.",
    # build
    "org.gradle.", "worker.org.gradle.", "com.android.", "android.", "androidx.", "dalvik.", "dagger.",
    "org.apache.maven.", "org.apache.tools.ant.", "com.google.devtools.",
    # frameworks
    "io.micronaut.", "org.springframework.", "org.hibernate.", "io.netty.", "reactor.", "io.reactivex.", "rx.",
    "io.ktor.", "io.vertx.", "io.grpc.", "org.eclipse.", "picocli.", "net.bytebuddy.", "javassist.", "org.aopalliance.",
    "com.google.inject.", "io.quarkus.", "org.jboss.", "io.smallrye.", "play.", "akka.", "org.apache.pekko.",
    # data access
    "com.zaxxer.hikari.", "org.apache.commons.", "org.flywaydb.", "liquibase.", "org.jooq.", "org.mybatis.",
    "org.apache.ibatis.", "com.baomidou.", "com.alibaba.druid.", "com.querydsl.", "com.mchange.", "io.r2dbc.",
    "org.jdbi.", "org.ktorm.", "org.datanucleus.", "com.p6spy.", "net.ttddyy.", "org.apache.tomcat.",
    "org.jdbcdslog.", "com.vladmihalcea.", "org.apache.shardingsphere.", "com.jolbox.", "org.quartz.", "org.jdbi3.",
    "org.hibernate.", "jooq.", "exposed.", "org.jetbrains.exposed.", "com.atomikos.", "bitronix.",
    "org.apache.openjpa.",
    # drivers
    "org.postgresql.", "com.impossibl.", "com.mysql.", "org.mariadb.", "oracle.", "com.microsoft.", "net.snowflake.",
    "com.clickhouse.", "ru.yandex.clickhouse.", "cc.blynk.clickhouse.", "com.google.cloud.", "com.google.api.",
    "com.google.auth.", "com.google.common.", "com.google.gson.", "com.google.protobuf.", "com.amazonaws.",
    "software.amazon.", "com.amazon.", "com.mongodb.", "org.bson.", "org.sqlite.", "org.xerial.", "org.duckdb.",
    "org.h2.", "org.hsqldb.", "org.apache.derby.", "com.ibm.", "com.databricks.", "com.simba.", "io.trino.",
    "com.facebook.presto.", "com.teradata.", "com.vertica.", "com.exasol.", "com.sap.", "com.singlestore.",
    "com.firebolt.", "org.apache.hive.", "org.apache.hadoop.", "org.apache.spark.", "org.apache.kafka.",
    "org.apache.iceberg.", "org.apache.arrow.", "org.apache.parquet.", "org.apache.avro.", "org.apache.calcite.",
    "com.datastax.", "redis.", "io.lettuce.", "org.elasticsearch.", "co.elastic.", "org.opensearch.", "io.milvus.",
    "io.pinecone.", "io.weaviate.", "io.debezium.", "com.couchbase.", "org.neo4j.", "io.confluent.", "org.influxdb.",
    "com.arangodb.", "com.orientechnologies.", "com.hazelcast.", "org.infinispan.", "org.ehcache.", "net.sf.ehcache.",
    "com.rabbitmq.", "io.nats.", "org.apache.pulsar.client.", "com.azure.", "com.aliyun.", "com.qcloud.",
    "org.apache.spark.",
    "com.yugabyte.", "org.voltdb.", "com.dremio.", "org.apache.flink.", "org.apache.beam.", "ai.rapids.",
    "com.alibaba.", "aws.sdk.", "aws.smithy.", "io.qdrant.", "io.delta.", "com.starrocks.", "com.oceanbase.",
    "com.scylladb.", "io.crate.", "com.github.luben.", "net.jpountz.", "org.rocksdb.",
    "org.projectnessie.", "com.questdb.", "dev.failsafe.",
    # plumbing
    "org.slf4j.", "ch.qos.logback.", "org.apache.logging.", "org.apache.log4j.", "io.github.oshai.", "mu.",
    "com.fasterxml.", "org.yaml.", "org.json.", "org.apache.http.", "org.apache.hc.", "org.apache.catalina.",
    "org.apache.coyote.", "okhttp3.", "okio.", "retrofit2.", "feign.", "io.opentelemetry.", "io.micrometer.",
    "org.bouncycastle.", "org.joda.", "org.apache.poi.", "org.apache.xerces.", "org.dom4j.", "org.mozilla.javascript.",
    "org.apache.tika.", "org.apache.velocity.", "freemarker.", "org.thymeleaf.", "org.mapstruct.", "org.modelmapper.",
    "org.jsoup.", "com.opencsv.", "com.univocity.", "de.siegmar.", "com.typesafe.", "org.yaml.snakeyaml.",
    "com.github.benmanes.",
    "com.lmax.", "org.jctools.", "io.github.resilience4j.", "org.glassfish.", "org.apache.cxf.", "org.wildfly.",
    "weblogic.",
    "com.ibm.ws.", "org.apache.felix.", "org.osgi.", "org.camunda.bpm.engine.", "org.flowable.engine.",
    "org.activiti.engine.",
    "lucee.", "cfml.", "com.jcraft.", "org.apache.sshd.", "com.nimbusds.", "io.jsonwebtoken.", "com.netflix.",
    # the CDK and its platform; connectors live under io.airbyte.integrations
    "io.airbyte.cdk.", "io.airbyte.commons.", "io.airbyte.protocol.", "io.airbyte.configoss.", "io.airbyte.workers.",
)  # fmt: skip


def is_library(class_name: str) -> bool:
    """True for a class that no project wrote: a known package, a proxy, generated wiring."""
    generated = "$$" in class_name.replace("$$anon", "")  # Scala's closures are its authors' code
    return class_name.startswith(LIBRARIES) or generated or "$Proxy" in class_name
