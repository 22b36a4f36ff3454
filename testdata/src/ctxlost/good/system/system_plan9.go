package system

// Close ends what the server does.
func (s *server) Close() { s.cancel() }
