"""What a customer's sentence says, where rules alone see too little: a head weighs them against what is meant."""
