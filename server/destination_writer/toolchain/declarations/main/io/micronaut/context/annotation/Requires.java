package io.micronaut.context.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PACKAGE, ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.ANNOTATION_TYPE})
@Repeatable(Requirements.class)
public @interface Requires {
    String[] env() default {};
    String[] notEnv() default {};
    Class<?>[] beans() default {};
    Class<?>[] classes() default {};
    Class<?>[] missing() default {};
    Class<?>[] missingBeans() default {};
    String property() default "";
    String[] missingProperty() default {};
    String value() default "";
    String notEquals() default "";
    String defaultValue() default "";
    String pattern() default "";
    String[] resources() default {};
}
