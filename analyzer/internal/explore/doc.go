// Package explore answers: can a goroutine end up waiting for something that
// never comes? It explores the interleavings of small systems: a function, the
// objects it makes, and the goroutines it starts.
package explore
