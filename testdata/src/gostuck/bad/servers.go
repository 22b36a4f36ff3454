package bad

import "net/http"

// What ends late, and buffers that do fill up.

// One thing fails, and then the server ends: nobody asks it.
func serverEndsAfterTheError(addr string) error {
	ended := make(chan error)
	go func() {
		ended <- http.ListenAndServe(addr, nil) // want `blocks for ever.*\(gostuck\)`
	}()
	if err := check(addr); err != nil {
		return err
	}
	return <-ended
}

// One server ends, and the other because it is closed then.
func closesTheOtherServer(one, other *http.Server) error {
	ended := make(chan error)
	go func() { ended <- one.ListenAndServe() }() // want `blocks for ever.*\(gostuck\)`
	go func() { ended <- other.ListenAndServe() }()
	err := <-ended
	_ = one.Close()
	_ = other.Close()
	return err
}

// More lines than slots.
func moreLinesThanSlots(n int) error {
	lines := make(chan int, 20)
	go func() {
		for i := range 60 {
			lines <- i // want `blocks for ever.*\(gostuck\)`
		}
		close(lines)
	}()
	if err := check(""); err != nil {
		return err
	}
	for range lines {
		n++
	}
	return nil
}
