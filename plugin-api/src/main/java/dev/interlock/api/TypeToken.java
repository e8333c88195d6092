package dev.interlock.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/// A generic type at run time: `new TypeToken<List<Metric>>() {}`.
public abstract class TypeToken<T> {

  private final Type type;

  protected TypeToken() {
    if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
      throw new IllegalStateException("write new TypeToken<X>() {} with a type in place of X");
    }
    this.type = parameterized.getActualTypeArguments()[0];
  }

  public final Type type() {
    return type;
  }
}
