// Package ctxescape asks: «the question, as one would ask it of the code»?
//
// # Analyzer ctxescape
//
// ctxescape: report request contexts that work outliving the request goes on with
//
// «Why it hurts, in two sentences. Then wrong code:»
//
//	«wrong()»
//
// «Right code:»
//
//	«right()»
//
// Categories:
//
//   - «category»: «the evidence, in words» (certain)
//
// Silent when «the cases that look alike and are fine».
package ctxescape
