package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// RFC 8259's grammar, to compare a parser with: UTF-8, no key twice in an object, depth and digits
/// within limits.
final class JsonGrammar {

  enum Verdict {
    TAKEN,
    REFUSED,
    /// A number is the whole body and has one digit too many: the parser counts one less there.
    EITHER
  }

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused() {
      super(null, null, false, false);
    }
  }

  private final String text;
  private final int depth;
  private final int digits;
  private int at;
  private boolean either;

  private JsonGrammar(String text, int depth, int digits) {
    this.text = text;
    this.depth = depth;
    this.digits = digits;
  }

  static Verdict judge(byte[] body, int depth, int digits) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonGrammar grammar = new JsonGrammar(text, depth, digits);
      grammar.value(0);
      grammar.space();
      require(grammar.at == text.length());
      return grammar.either ? Verdict.EITHER : Verdict.TAKEN;
    } catch (CharacterCodingException | Refused refused) {
      return Verdict.REFUSED;
    }
  }

  private void value(int open) {
    space();
    switch (peek()) {
      case '{' -> object(open + 1);
      case '[' -> array(open + 1);
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
  }

  private void object(int open) {
    require(open <= depth);
    at++;
    Set<String> keys = new HashSet<>();
    space();
    boolean more = peek() != '}';
    while (more) {
      space();
      require(keys.add(string()));
      space();
      word(":");
      value(open);
      space();
      more = peek() == ',';
      at += more ? 1 : 0;
    }
    word("}");
  }

  private void array(int open) {
    require(open <= depth);
    at++;
    space();
    boolean more = peek() != ']';
    while (more) {
      value(open);
      space();
      more = peek() == ',';
      at += more ? 1 : 0;
    }
    word("]");
  }

  private String string() {
    word("\"");
    StringBuilder read = new StringBuilder();
    while (peek() != '"') {
      char next = text.charAt(at++);
      require(next >= ' ');
      read.append(next == '\\' ? escape() : next);
    }
    at++;
    return read.toString();
  }

  private char escape() {
    int kind = "\"\\/bfnrtu".indexOf(peek());
    require(kind >= 0);
    at++;
    if (kind < 8) {
      return "\"\\/\b\f\n\r\t".charAt(kind);
    }
    require(at + 4 <= text.length() && text.substring(at, at + 4).matches("[0-9a-fA-F]{4}"));
    at += 4;
    return (char) Integer.parseInt(text.substring(at - 4, at), 16);
  }

  private void number() {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    require(number.lookingAt());
    at = number.end();
    long found = number.group().chars().filter(Character::isDigit).count();
    either = found == digits + 1 && at == text.length();
    require(found <= digits || either);
  }

  private void word(String word) {
    require(text.startsWith(word, at));
    at += word.length();
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    require(at < text.length());
    return text.charAt(at);
  }

  private static void require(boolean right) {
    if (!right) {
      throw new Refused();
    }
  }
}
