package org.bson;

import java.io.Serializable;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.conversions.Bson;

public class Document implements Map<String, Object>, Serializable, Bson {
    public Document() {}

    public Document(String key, Object value) {}

    public Document(Map<String, ?> map) {}

    public static native Document parse(String json);
    public native Document append(String key, Object value);
    public native <T> T get(Object key, Class<T> clazz);
    public native <T> T getEmbedded(List<?> keys, Class<T> clazz);
    public native String getString(Object key);
    public native Integer getInteger(Object key);
    public native Long getLong(Object key);
    public native Boolean getBoolean(Object key);
    public native Date getDate(Object key);
    public native <T> List<T> getList(Object key, Class<T> clazz);
    public native String toJson();

    @Override
    public native int size();

    @Override
    public native boolean isEmpty();

    @Override
    public native boolean containsKey(Object key);

    @Override
    public native boolean containsValue(Object value);

    @Override
    public native Object get(Object key);

    @Override
    public native Object put(String key, Object value);

    @Override
    public native Object remove(Object key);

    @Override
    public native void putAll(Map<? extends String, ?> map);

    @Override
    public native void clear();

    @Override
    public native Set<String> keySet();

    @Override
    public native Collection<Object> values();

    @Override
    public native Set<Map.Entry<String, Object>> entrySet();
}
