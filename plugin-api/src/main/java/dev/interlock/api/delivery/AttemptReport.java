package dev.interlock.api.delivery;

/// What is kept of one attempt. Texts are bounded and without secrets: the transport sees to it.
///
/// @param status the reply's; 0 where none came
/// @param request the request's head, secrets redacted
/// @param response the reply's head and the first of its body, as text; empty where none is kept
/// @param error empty where it succeeded
public record AttemptReport(int status, String request, String response, String error) {}
