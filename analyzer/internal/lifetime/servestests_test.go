package lifetime

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSupportsTests(t *testing.T) {
	for _, name := range []string{"test", "tests", "testutil", "testing", "test_images", "http-test", "e2e", "e2e_framework", "mock", "mocks", "storage_mock", "fake", "fakes", "bench", "benchmark", "examples", "samples", "interop", "lntest", "api_systest", "integration", "assert", "stress"} {
		assert.True(t, supportsTests(name), name)
	}
	for _, name := range []string{"", "attest", "latest", "contest", "server", "simulation", "demography", "sampler", "internal", "v2", "x.test", "example.com"} {
		assert.False(t, supportsTests(name), name)
	}
}
