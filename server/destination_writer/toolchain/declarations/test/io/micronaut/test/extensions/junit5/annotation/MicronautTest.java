package io.micronaut.test.extensions.junit5.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Inherited
public @interface MicronautTest {
    Class<?> application() default void.class;
    String[] environments() default {};
    String[] packages() default {};
    String[] propertySources() default {};
    boolean rollback() default true;
    boolean transactional() default true;
    boolean rebuildContext() default false;
    boolean startApplication() default true;
    boolean resolveParameters() default true;
}
