// Package explore answers: can a goroutine end up waiting for something that
// never comes? It explores the interleavings of small systems: a function, the
// objects it makes, and the goroutines it starts.
//
// Two numbers say how much of real code and of random programs that covers:
//
//	go test ./cmd/cancelcheck -run TestStandardLibrary -v
//	go test ./analyzer/internal/explore/oracle -run TestAgree -v -programs 20000
package explore
