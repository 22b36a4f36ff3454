// Package ctxsleep asks: does a pause end when the context is cancelled?
//
// # Analyzer ctxsleep
//
// ctxsleep: report sleeping through cancellation
package ctxsleep
